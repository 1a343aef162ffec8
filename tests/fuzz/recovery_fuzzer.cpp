// SPDX-License-Identifier: MIT
// The file of recovery codes, and what people type for one: refused, or read as it would be
// written.
#include "daemon/recovery/book_file.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = fuzz::text(data, size);
    if (const auto book = recovery::read_book(input)) {
        fuzz::require(book->size() <= recovery::most_codes);
        fuzz::require(recovery::read_book(recovery::write_book(*book)) == *book);
        for (const auto& [user, codes] : book->users())
            fuzz::require(!user.empty() && !codes.empty());
    } else {
        fuzz::require(!book.error().empty());
    }
    if (const auto code = recovery::read_code(input))
        fuzz::require(recovery::read_code(recovery::to_text(*code).reveal()) == code);
    return 0;
}
