// SPDX-License-Identifier: MIT
// The org file: people, factors, credentials, limits, as JSON. README.md describes it.
#pragma once

#include <string>

#include "tests/emulator/org.h"

namespace okta_factor::emulator {

/// Fills an org; throws std::runtime_error saying what is wrong and where.
void read_org(Org& org, const Json& file);
Json load_json(const std::string& path);

User read_user(const Json& entry);
void read_limits(Limits& limits, const Json& entry);
void read_push(PushSettings& push, const Json& entry);

}  // namespace okta_factor::emulator
