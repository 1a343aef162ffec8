// SPDX-License-Identifier: MIT
// Counts of wrong codes as a file's text and back. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "daemon/login/limits.h"

namespace okta_factor::daemon {

using KeptCounts = std::vector<login::WrongCodes>;

inline constexpr std::size_t max_kept_users = 4096;
inline constexpr std::size_t max_kept_codes = 16;  // of one user; the limit is lower

/// Of more users than that, those who are nearest to their limit, and of them those who were wrong
/// last.
std::string write_wrong_codes(KeptCounts counts);

/// Takes what write_wrong_codes writes and nothing else; the error says in words what is wrong.
tl::expected<KeptCounts, std::string> read_wrong_codes(std::string_view text);

}  // namespace okta_factor::daemon
