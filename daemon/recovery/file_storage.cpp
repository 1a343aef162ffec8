// SPDX-License-Identifier: MIT
#include "daemon/recovery/file_storage.h"

#include "daemon/recovery/book_file.h"
#include "daemon/state/durable_file.h"

namespace okta_factor::recovery {

FileStorage::FileStorage(loop::Worker& worker, const std::filesystem::path& folder)
    : worker_(worker), file_(folder / book_file_name) {}

loop::Task<tl::expected<void, std::string>> FileStorage::keep(Book book) {
    auto write = [file = file_, kept = std::move(book)] {
        return state::replace_file(file, write_book(kept));
    };
    auto writing = worker_.run(std::move(write));
    co_return co_await writing;
}

tl::expected<Book, std::string> FileStorage::read() const {
    const auto text = state::read_file(file_, largest_book_file);
    if (!text) return tl::unexpected{text.error()};
    if (!*text) return Book{};
    auto book = read_book(**text);
    if (!book) return tl::unexpected{file_.string() + ": " + book.error()};
    return book;
}

std::unique_ptr<Codes> open_codes(loop::Worker& worker, Log& log,
                                  const std::optional<std::filesystem::path>& folder) {
    if (!folder)
        return std::make_unique<Codes>(
            log, "there is nowhere to keep recovery codes: the daemon has no $STATE_DIRECTORY");
    auto storage = std::make_unique<FileStorage>(worker, *folder);
    auto book = storage->read();
    if (book) return std::make_unique<Codes>(log, std::move(*book), std::move(storage));
    auto why = "recovery codes cannot be used: " + book.error() +
               " (to begin anew, move the file away and restart okta-factord)";
    log.error(why);
    return std::make_unique<Codes>(log, std::move(why));
}

}  // namespace okta_factor::recovery
