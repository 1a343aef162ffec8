// SPDX-License-Identifier: MIT
// What stands in a D-Bus message as JSON: the administration methods answer dictionaries.
#pragma once

#include <systemd/sd-bus.h>

#include <nlohmann/json.hpp>

namespace okta_factor::ctl {

/// The next complete value: numbers, booleans, strings, arrays, structs (as arrays), dictionaries
/// with string keys, variants. Throws std::runtime_error for anything else.
nlohmann::ordered_json read_value(sd_bus_message* message);

}  // namespace okta_factor::ctl
