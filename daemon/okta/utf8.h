// SPDX-License-Identifier: MIT
// Is it text at all? What is asked of bytes before they become part of a request.
#pragma once

#include <string_view>

namespace okta_factor::okta {

/// Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

/// C0, DEL or C1 (U+0080 to U+009F); `text` must be UTF-8.
bool has_control_character(std::string_view text);

}  // namespace okta_factor::okta
