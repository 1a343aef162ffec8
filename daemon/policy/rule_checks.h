// SPDX-License-Identifier: MIT
// Rules that are well written each but cannot be meant: they never match, or skip too much.
#pragma once

#include <vector>

#include "daemon/policy/key_table.h"
#include "daemon/policy/policy.h"

namespace okta_factor::policy {

struct DraftRule {
    Draft<Rule> rule;
    Place place;        // of its [[rule]]
    bool sound = true;  // each key alone is right; else what the rule means is not known
};

/// The rules in the order in which they are tried.
void check_rules(const std::vector<DraftRule>& rules, Mistakes& mistakes);

}  // namespace okta_factor::policy
