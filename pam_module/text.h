// SPDX-License-Identifier: MIT
// What may go into a D-Bus string, and into a name.
#pragma once

#include <cstddef>
#include <string_view>

namespace okta_factor::pam {

/// Longest account name that is passed on, in bytes.
inline constexpr std::size_t longest_name = 256;

/// UTF-8 as RFC 3629 has it: no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// 1 to longest_name bytes of UTF-8 without control characters (C0, DEL, C1).
[[nodiscard]] bool is_name(std::string_view text) noexcept;

/// The longest beginning of at most `limit` bytes that does not end inside a character.
[[nodiscard]] std::string_view shortened(std::string_view utf8, std::size_t limit) noexcept;

}  // namespace okta_factor::pam
