// SPDX-License-Identifier: MIT
// Names in rules that nothing on this machine has: such a rule never matches, or excludes nobody.
// Pure.
#pragma once

#include <functional>
#include <string>

#include "ctl/doctor/finding.h"
#include "daemon/policy/policy.h"

namespace okta_factor::doctor {

/// What there is on this machine.
struct Known {
    using Has = std::function<bool(const std::string& name)>;
    std::string pam_dir;  // where services were looked for
    Has service, user, group;
};

/// One finding a rule at most; patterns with wildcards are left out.
Findings judge_names(const policy::Policy& policy, const Known& known);

}  // namespace okta_factor::doctor
