// SPDX-License-Identifier: MIT
// The book as a file's text and back. Pure.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "daemon/recovery/book.h"

namespace okta_factor::recovery {

inline constexpr char book_file_name[] = "recovery-codes.json";
inline constexpr std::size_t largest_book_file = 16 << 20;  // bytes; the fullest book fits

std::string write_book(const Book& book);

/// Takes what write_book writes and nothing else; the error says in words what is wrong.
tl::expected<Book, std::string> read_book(std::string_view text);

}  // namespace okta_factor::recovery
