// SPDX-License-Identifier: MIT
// Patterns of names: `*` is any run of characters, `?` any one; everything else is itself.
#pragma once

#include <string_view>

namespace okta_factor::policy {

/// True if the whole text matches. Case counts. Takes at most |pattern| x |text| steps.
bool glob_matches(std::string_view pattern, std::string_view text);

/// True if `wide` certainly matches all that `narrow` matches; false may mean "not proven".
bool glob_covers(std::string_view wide, std::string_view narrow);

}  // namespace okta_factor::policy
