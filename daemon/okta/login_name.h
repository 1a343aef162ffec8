// SPDX-License-Identifier: MIT
// Which names may reach Okta. The path /api/v1/users/{login} has traps: `me` is the owner of our
// token, an id finds a user whatever their login, and `.`, `#`, `/`, `?` lead elsewhere.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace okta_factor::okta {

/// Longest login that Okta stores, in bytes.
inline constexpr std::size_t max_login_bytes = 100;

/// Why this login must not be asked for, in words for the journal; nothing when it may.
std::optional<std::string_view> why_refused(std::string_view login);

/// A login as one segment of a path. Only for logins that are not refused.
std::string percent_encode(std::string_view login);

/// Ids of users, factors and groups: letters, digits, `-` and `_`, so they stand in a path as is.
bool is_id(std::string_view id);

/// Okta compares logins without regard to case; here that is done for ASCII letters only, so that
/// what looks alike in another script stays different.
bool same_login(std::string_view left, std::string_view right);

/// A login as key: the same for all logins that same_login() calls equal.
std::string login_key(std::string_view login);

}  // namespace okta_factor::okta
