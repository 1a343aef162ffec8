// SPDX-License-Identifier: MIT
// The two doors of the daemon, and what it says of itself behind them.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "ctl/doctor/finding.h"
#include "daemon/policy/policy.h"

namespace okta_factor::doctor {

struct Doors {
    std::string socket;          // path
    std::string socket_trouble;  // empty: the daemon answers there
    std::string bus_trouble;     // likewise
    nlohmann::ordered_json status = nlohmann::ordered_json::object();  // the Manager's Status
    std::optional<bool> reachable;                                     // Okta, as the daemon has it

    std::string recovery_trouble;  // why there can be no recovery codes; empty where there can

    [[nodiscard]] bool any() const { return socket_trouble.empty() || bus_trouble.empty(); }
};

/// Knocks at both, a few seconds each. The system bus, or the one DBUS_SYSTEM_BUS_ADDRESS names.
Doors knock(const std::string& socket);

/// Pure. `policy`: null where the configuration is refused.
Findings judge_doors(const Doors& doors, const policy::Policy* policy);

}  // namespace okta_factor::doctor
