// SPDX-License-Identifier: MIT
// Findings for people and as JSON. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "ctl/doctor/finding.h"

namespace okta_factor::doctor {

/// Problems first, each with what, why and the line to change; then warnings, then what is fine.
std::string to_text(const Findings& findings, bool with_colours);

nlohmann::ordered_json to_json(const Findings& findings);

bool has_problems(const Findings& findings);

}  // namespace okta_factor::doctor
