// SPDX-License-Identifier: MIT
// Durations as the configuration writes them: a whole number and one unit, "500ms" "3s" "15m" "1h".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace okta_factor::policy {

/// Nothing for anything else, and for more than ten years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// In the largest unit that is exact; parse_duration reads it back.
std::string to_string(std::chrono::milliseconds duration);

}  // namespace okta_factor::policy
