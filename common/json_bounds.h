// SPDX-License-Identifier: MIT
// How deep and how large a JSON document may be, told before anything is built of it: one pass over
// its characters, no memory. A small text can stand for many values.
#pragma once

#include <cstddef>
#include <string_view>

namespace okta_factor {

struct JsonBounds {
    std::size_t max_depth;
    std::size_t max_values;  // a comma counts as one, an object or a list as another
};

/// Never counts less than the document holds. What is not JSON may be refused or not: its parser
/// refuses it anyway, and has built no more than was counted here before its first mistake.
constexpr bool is_within(const JsonBounds& bounds, std::string_view text) noexcept {
    std::size_t depth = 0;
    std::size_t values = 1;
    bool in_string = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (in_string && c == '\\') {
            ++at;  // the next one does not end the string
        } else if (c == '"') {
            in_string = !in_string;
        } else if (in_string) {
            continue;
        } else if (c == '[' || c == '{') {
            ++values;
            if (++depth > bounds.max_depth) return false;
        } else if (c == ']' || c == '}') {
            depth -= depth > 0 ? 1 : 0;
        } else if (c == ',') {
            ++values;
        }
        if (values > bounds.max_values) return false;
    }
    return true;
}

}  // namespace okta_factor
