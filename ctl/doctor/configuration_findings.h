// SPDX-License-Identifier: MIT
// What a valid configuration does that people will regret, and the ways in when Okta is away. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ctl/doctor/finding.h"
#include "daemon/policy/mistake.h"
#include "daemon/policy/policy.h"

namespace okta_factor::doctor {

Findings judge_mistakes(const policy::Mistakes& mistakes);

/// `file`: the main one, for what is wrong with [login] itself.
Findings judge_policy(const policy::Policy& policy, const std::string& file);

struct Rescue {
    bool console_asks = false;  // /etc/pam.d/login names our module
    /// Members of okta-breakglass; nothing: there is no such group.
    std::optional<std::vector<std::string>> breakglass;
};
Findings judge_rescue(const policy::Policy& policy, const Rescue& rescue, const std::string& file);

/// Of [login] and every rule.
std::chrono::seconds longest_timeout(const policy::Policy& policy);

}  // namespace okta_factor::doctor
