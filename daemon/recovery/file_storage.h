// SPDX-License-Identifier: MIT
// The book in its file below $STATE_DIRECTORY. A file that is damaged or not ours is left alone.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include "daemon/loop/worker.h"
#include "daemon/recovery/codes.h"

namespace okta_factor::recovery {

class FileStorage final : public Storage {
  public:
    FileStorage(loop::Worker& worker, const std::filesystem::path& folder);

    loop::Task<tl::expected<void, std::string>> keep(Book book) override;

    /// What the file holds; an empty book where there is none. Blocks: for the start.
    [[nodiscard]] tl::expected<Book, std::string> read() const;

  private:
    loop::Worker& worker_;
    std::filesystem::path file_;
};

/// The codes kept in that folder. Where there is no folder, or a file that is no book, there are
/// none and none can be made: the log says so of the file. Blocks: for the start.
std::unique_ptr<Codes> open_codes(loop::Worker& worker, Log& log,
                                  const std::optional<std::filesystem::path>& folder);

}  // namespace okta_factor::recovery
