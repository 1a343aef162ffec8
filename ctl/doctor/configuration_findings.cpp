// SPDX-License-Identifier: MIT
#include "ctl/doctor/configuration_findings.h"

#include <algorithm>

#include "daemon/policy/rules.h"

namespace okta_factor::doctor {
namespace {

using policy::NumberMatching;
using policy::Policy;
using policy::WhenUnreachable;

bool skips_root_on_the_console(const Policy& policy) {
    policy::LoginFacts facts;
    facts.user = "root";
    facts.uid = 0;
    facts.groups = {"root"};
    facts.service = "login";
    facts.tty = "tty1";
    const policy::OktaGroups none;
    return decide(policy, facts, none).outcome == policy::Outcome::skip;
}

// What stands in [login] is said once, a rule only where it differs.
template <class Value, class Say>
void each(const Policy& policy, Value policy::LoginSettings::*key, Value regretted,
          const std::string& file, Say say) {
    if (policy.login.*key == regretted) say("[login]", file);
    for (const auto& rule : policy.rules)
        if (rule.settings.*key == regretted && policy.login.*key != regretted &&
            rule.action == policy::Action::require)
            say("rule \"" + rule.name + '"', rule.where);
}

}  // namespace

Findings judge_mistakes(const policy::Mistakes& mistakes) {
    Findings findings;
    for (const auto& mistake : mistakes) {
        const auto where = mistake.file + ':' + std::to_string(mistake.line);
        findings.push_back(problem("the configuration is refused: " + mistake.text,
                                   "one mistake refuses the whole: after a restart every login is "
                                   "unavailable, or decided by an older configuration",
                                   "mend this place, then: okta-factorctl check", where));
    }
    return findings;
}

Findings judge_policy(const Policy& policy, const std::string& file) {
    Findings findings;
    each(policy, &policy::LoginSettings::when_unreachable, WhenUnreachable::allow, file,
         [&](const std::string& who, const std::string& where) {
             findings.push_back(
                 warning(who + " lets people in unconfirmed while Okta cannot be reached",
                         "whoever can cut this machine off from Okta needs no factor",
                         "when_unreachable = \"recovery-code\"", where));
         });
    each(policy, &policy::LoginSettings::number_matching, NumberMatching::off, file,
         [&](const std::string& who, const std::string& where) {
             findings.push_back(
                 warning(who + " switches number matching off",
                         "a push that comes at the right moment is approved without a thought",
                         "number_matching = \"auto\"", where));
         });
    if (findings.empty()) findings.push_back(doctor::fine("the configuration is valid", file));
    return findings;
}

Findings judge_rescue(const Policy& policy, const Rescue& rescue, const std::string& file) {
    Findings findings;
    const bool console_is_open = !rescue.console_asks || skips_root_on_the_console(policy);
    const bool has_members = rescue.breakglass && !rescue.breakglass->empty();
    if (!has_members) {
        const std::string what = rescue.breakglass ? "the group okta-breakglass has no members"
                                                   : "there is no group okta-breakglass";
        const std::string why =
            "while the daemon is down or Okta away, nobody gets in by a service that asks";
        const std::string change =
            rescue.breakglass ? "usermod --append --groups okta-breakglass RESCUE-ACCOUNT"
                              : "groupadd --system okta-breakglass && usermod --append --groups "
                                "okta-breakglass RESCUE-ACCOUNT";
        findings.push_back(console_is_open ? warning(what, why, change, "/etc/group")
                                           : problem(what, why, change, "/etc/group"));
    }
    if (!console_is_open)
        findings.push_back(warning("no rule keeps root on the console from being asked",
                                   "without Okta the console is no way in",
                                   "copy the rule \"console rescue\" of okta-factor.conf(5)",
                                   file));
    if (findings.empty())
        findings.push_back(
            doctor::fine("there is a way in without Okta: okta-breakglass, and root "
                         "on the console"));
    return findings;
}

std::chrono::seconds longest_timeout(const Policy& policy) {
    auto longest = policy.login.timeout;
    for (const auto& rule : policy.rules)
        if (rule.action == policy::Action::require)
            longest = std::max(longest, rule.settings.timeout);
    return longest;
}

}  // namespace okta_factor::doctor
