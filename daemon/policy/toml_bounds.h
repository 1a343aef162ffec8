// SPDX-License-Identifier: MIT
// What a file may ask of the TOML parser, told from its characters before the parser sees it:
// toml++ gives each part of a dotted key a table of its own and frees them one inside the other, so
// that enough of them end the process.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace okta_factor::policy {

inline constexpr std::size_t max_key_parts = 16;    // a.b.c has three; ours have two
inline constexpr std::size_t max_nesting = 16;      // of lists and inline tables; ours have one
inline constexpr std::size_t max_values = 100'000;  // an =, a comma and a bracket count as one each

struct Excess {
    unsigned line, column;  // from 1, in characters
    std::string text;
};

/// The first place at which `text` is over one of the bounds. Strings and comments are passed over
/// as TOML has them. After a mistake in the TOML it may tell of what the parser would not come to.
std::optional<Excess> find_excess(std::string_view text);

}  // namespace okta_factor::policy
