// SPDX-License-Identifier: MIT
// What the daemon's dictionaries say, in lines for people. Pure; unknown and missing keys are
// passed over, as daemon and tool may be of different versions.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace okta_factor::ctl {

/// 2026-11-22T13:00:00Z, from CLOCK_REALTIME microseconds.
std::string as_utc(std::uint64_t usec);

/// Manager.Status, `now` in CLOCK_REALTIME microseconds.
std::string status_text(const nlohmann::ordered_json& details, std::uint64_t now);

/// Manager.Sessions.
std::string sessions_text(const nlohmann::ordered_json& sessions);

}  // namespace okta_factor::ctl
