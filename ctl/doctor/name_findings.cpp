// SPDX-License-Identifier: MIT
#include "ctl/doctor/name_findings.h"

#include <algorithm>
#include <optional>

namespace okta_factor::doctor {
namespace {

using policy::Patterns;

void add_strangers(const std::optional<Patterns>& patterns, const Known::Has& has,
                   const std::string& called, std::string& strangers) {
    if (!patterns) return;
    const auto is_strange = [&](const std::string& name) {
        return name.find_first_of("*?") == std::string::npos && !has(name);
    };
    const auto add = [&](const std::string& name) {
        if (is_strange(name)) strangers += (strangers.empty() ? "no " : ", no ") + called + name;
    };
    // "sudo" or "wheel": a list for several kinds of machine needs one name that is known here. An
    // exclusion that excludes nobody is worse than a rule that matches nobody.
    if (std::ranges::all_of(patterns->plain, is_strange))
        std::ranges::for_each(patterns->plain, add);
    std::ranges::for_each(patterns->excluded, add);
}

}  // namespace

Findings judge_names(const policy::Policy& policy, const Known& known) {
    Findings findings;
    for (const auto& rule : policy.rules) {
        std::string strangers;
        add_strangers(rule.services, known.service, known.pam_dir + '/', strangers);
        add_strangers(rule.users, known.user, "user ", strangers);
        add_strangers(rule.groups, known.group, "group ", strangers);
        if (strangers.empty()) continue;
        findings.push_back(warning(
            "rule \"" + rule.name + "\" names what is not on this machine: " + strangers,
            "a misspelt name matches nobody, and the rules after it decide",
            "mend the name, or leave it if other machines share this configuration", rule.where));
    }
    return findings;
}

}  // namespace okta_factor::doctor
