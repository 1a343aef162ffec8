// SPDX-License-Identifier: MIT
// Who is asked, skipped or denied: a pure function of the policy and what is known of the login.
//
// Rules are tried in order and the first that matches decides; where none does, [login] applies. A
// condition is true, false or unknown. What is unknown never makes the outcome milder than it would
// be if everything were known:
//   - a skip rule that may match makes the login unavailable;
//   - a deny rule that may match denies;
//   - a require rule that may match means that the person is asked: the rules after it are still
//     looked at, but a later skip no longer counts, and where a later rule (or [login]) asks too,
//     the stricter of the settings apply, key by key. If no factor satisfies all of them, the login
//     is unavailable.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/protocol.h"
#include "daemon/policy/match.h"
#include "daemon/policy/policy.h"

namespace okta_factor::policy {

enum class Truth { no, unknown, yes };

enum class Outcome {
    require,
    skip,
    deny,
    unavailable,
    needs_okta_groups  // fetch the person's Okta groups, or say that they are not to be had, and
                       // ask again
};

inline constexpr std::array truth_words{
    protocol::Word{Truth::no, "no"},
    protocol::Word{Truth::unknown, "unknown"},
    protocol::Word{Truth::yes, "yes"},
};
inline constexpr std::array outcome_words{
    protocol::Word{Outcome::require, "require"},
    protocol::Word{Outcome::skip, "skip"},
    protocol::Word{Outcome::deny, "deny"},
    protocol::Word{Outcome::unavailable, "unavailable"},
    protocol::Word{Outcome::needs_okta_groups, "needs-okta-groups"},
};

static_assert(protocol::has_every_word(truth_words) && protocol::has_every_word(outcome_words));

/// One rule that was tried, in order; the last one is where the trying ended.
struct Step {
    std::size_t rule;  // in Policy::rules
    Truth matches;
    std::string why;  // the conditions that made it so, in words
};

struct Decision {
    Outcome outcome = Outcome::unavailable;
    std::optional<std::size_t> rule;  // in Policy::rules; absent: no rule, [login] itself
    std::string rule_name;            // for the audit; "[login]" where no rule decides
    LoginSettings settings;           // require: how the person is asked
    std::string reason;               // for the audit and the administrator, not for the person
    std::vector<Step> trace;
};

/// Never asks for Okta groups that cannot change the outcome of the rule it has come to.
Decision decide(const Policy& policy, const LoginFacts& facts, const OktaGroups& okta_groups);

/// Key by key the stricter of the two; factors: those in both, in the order of the first.
LoginSettings stricter(const LoginSettings& first, const LoginSettings& second);

}  // namespace okta_factor::policy
