// SPDX-License-Identifier: MIT
#include "ctl/doctor/door_findings.h"

#include <algorithm>

namespace okta_factor::doctor {
namespace {

constexpr char start_daemon[] =
    "systemctl unmask okta-factor.socket okta-factord.service; systemctl enable --now "
    "okta-factor.socket okta-factord.service; journalctl -u okta-factord";

void judge_configuration(const Doors& doors, Findings& findings) {
    const auto in_force = doors.status.value("configuration", "current");
    if (in_force == "none")
        findings.push_back(problem("the daemon has no valid configuration",
                                   "every login that asks is refused",
                                   "okta-factorctl check, then okta-factorctl reload"));
    else if (in_force == "last-accepted")
        findings.push_back(
            problem("the daemon works by an older configuration, the last it accepted",
                    "what was changed since is not in force",
                    "okta-factorctl check, then okta-factorctl reload"));
}

void judge_state(const Doors& doors, const policy::Policy& policy, Findings& findings) {
    using policy::WhenUnreachable;
    const auto wants_codes = [](const policy::LoginSettings& settings) {
        return settings.when_unreachable == WhenUnreachable::recovery_code;
    };
    const bool needs_state =
        wants_codes(policy.login) || std::ranges::any_of(policy.rules, [&](const auto& rule) {
            return wants_codes(rule.settings);
        });
    if (!needs_state) return;
    constexpr char why[] = "when_unreachable = \"recovery-code\" then refuses everybody";
    if (!doors.status.value("state_directory", true))
        findings.push_back(
            problem("the daemon has no state directory, so there are no recovery codes", why,
                    "StateDirectory=okta-factor in okta-factord.service"));
    else if (!doors.recovery_trouble.empty())
        findings.push_back(problem(
            doors.recovery_trouble, why,
            "move that file away, systemctl restart okta-factord, okta-factorctl recovery create"));
}

}  // namespace

Findings judge_doors(const Doors& doors, const policy::Policy* policy) {
    Findings findings;
    if (!doors.any())
        return {problem("okta-factord cannot be reached: socket " + doors.socket + ": " +
                            doors.socket_trouble + "; bus: " + doors.bus_trouble,
                        "every login that asks Okta is refused", start_daemon)};
    if (!doors.socket_trouble.empty())
        findings.push_back(
            warning("the daemon does not answer at " + doors.socket + ": " + doors.socket_trouble,
                    "logins then depend on the system bus, which has room for 256 "
                    "of root's connections",
                    "systemctl enable --now okta-factor.socket"));
    if (!doors.bus_trouble.empty())
        findings.push_back(warning("the daemon does not answer on the bus: " + doors.bus_trouble,
                                   "okta-factorctl speaks to it there, and the module where the "
                                   "socket fails",
                                   "see journalctl -u okta-factord; the policy belongs to "
                                   "/usr/share/dbus-1/system.d/org.oktafactor1.conf"));
    judge_configuration(doors, findings);
    const bool has_org = doors.status.value("configuration", "current") != "none";
    if (has_org && doors.reachable && !*doors.reachable)
        findings.push_back(problem("the daemon finds that Okta cannot be reached",
                                   "when_unreachable decides about every login while this is so",
                                   "okta-factorctl status; journalctl -u okta-factord"));
    if (policy) judge_state(doors, *policy, findings);
    if (findings.empty()) findings.push_back(doctor::fine("the daemon answers at both doors"));
    return findings;
}

}  // namespace okta_factor::doctor
