// SPDX-License-Identifier: MIT
// What may go into a name, and how a long text is cut.
#pragma once

#include <cstddef>
#include <string_view>

namespace okta_factor::pam {

/// Longest account name that is passed on, in bytes.
inline constexpr std::size_t longest_name = 256;

/// 1 to longest_name bytes of UTF-8 without control characters (C0, DEL, C1).
[[nodiscard]] bool is_name(std::string_view text) noexcept;

/// The longest beginning of at most `limit` bytes that does not end inside a character.
[[nodiscard]] std::string_view shortened(std::string_view utf8, std::size_t limit) noexcept;

}  // namespace okta_factor::pam
