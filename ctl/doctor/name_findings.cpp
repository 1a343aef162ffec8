// SPDX-License-Identifier: MIT
#include "ctl/doctor/name_findings.h"

#include <optional>

namespace okta_factor::doctor {
namespace {

using policy::Patterns;

void add_strangers(const std::optional<Patterns>& patterns, const Known::Has& has,
                   const std::string& called, std::string& strangers) {
    if (!patterns) return;
    for (const auto* names : {&patterns->plain, &patterns->excluded})
        for (const auto& name : *names)
            if (name.find_first_of("*?") == std::string::npos && !has(name))
                strangers += (strangers.empty() ? "no " : ", no ") + called + name;
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
