// SPDX-License-Identifier: MIT
// The commonest mistake is no TOML at all, timeout = 60s, and the parser's words for it help
// nobody.
#pragma once

#include <string>
#include <string_view>

namespace okta_factor::policy {

/// What was meant by that line (from 1), at which TOML gave up: `; quotes are missing: write
/// timeout = "60s"`. Empty where it does not look like KEY = VALUE with a bare value. Repeats the
/// value only if it can be no secret.
std::string what_quotes_meant(std::string_view text, unsigned line);

}  // namespace okta_factor::policy
