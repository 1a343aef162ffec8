// SPDX-License-Identifier: MIT
// StartLogin's dictionary as values.
#pragma once

#include <systemd/sd-bus.h>

#include <string>
#include <tl/expected.hpp>

#include "daemon/policy/policy.h"

namespace okta_factor::bus {

/// Reads a{sv}. Keys it does not know are passed over; a known key of another type, a missing
/// `service`, or more than anybody has of something is an error, in words for the caller.
tl::expected<policy::LoginFacts, std::string> read_facts(sd_bus_message* message);

}  // namespace okta_factor::bus
