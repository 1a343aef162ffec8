// SPDX-License-Identifier: MIT
// What would happen to a login and why, for people and as JSON. Pure: facts and policy in, text
// out.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <tl/expected.hpp>

#include "daemon/policy/identity.h"
#include "daemon/policy/rules.h"

namespace okta_factor::ctl {

struct Explanation {
    policy::LoginFacts facts;
    policy::Decision decision;
    tl::expected<std::string, policy::IdentityProblem> okta_login;

    /// The person is asked or let through, not refused.
    [[nodiscard]] bool goes_on() const;
};

Explanation explain(const policy::Policy& policy, const policy::LoginFacts& facts,
                    const policy::OktaGroups& okta_groups);

std::string to_text(const Explanation& explanation, const policy::Policy& policy);

nlohmann::ordered_json to_json(const Explanation& explanation, const policy::Policy& policy);

}  // namespace okta_factor::ctl
