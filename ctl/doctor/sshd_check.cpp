// SPDX-License-Identifier: MIT
// Gathers what sshd makes of its configuration: for everybody, for root, and for the people who
// may become root, as Match blocks may say something else for them.
#include <algorithm>

#include "ctl/accounts.h"
#include "ctl/doctor/examination.h"
#include "ctl/doctor/program.h"
#include "ctl/doctor/sshd_findings.h"
#include "daemon/policy/rules.h"

namespace okta_factor::doctor {
namespace {

constexpr std::chrono::seconds sshd_patience{5};
constexpr std::size_t most_match_blocks = 20;
// An address that nobody has (RFC 5737): Match blocks for real networks are left out.
constexpr char nowhere[] = ",host=client.example,addr=192.0.2.1";

ProgramAnswer ask_sshd(const Options& options, const std::string& user) {
    std::vector<std::string> arguments{options.sshd, "-T"};
    if (!options.sshd_config.empty())
        arguments.insert(arguments.end(), {"-f", options.sshd_config});
    if (!user.empty()) arguments.insert(arguments.end(), {"-C", "user=" + user + nowhere});
    return ask_program(arguments, sshd_patience);
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

bool policy_asks_root(const Examination& examination) {
    if (!examination.policy) return true;
    const auto facts = ctl::facts_of("root", "sshd");
    const auto outcome = decide(*examination.policy, facts, policy::OktaGroups{}).outcome;
    return outcome != policy::Outcome::skip && outcome != policy::Outcome::deny;
}

std::vector<std::string> people_who_matter() {
    auto people = administrators();
    if (people.size() > most_match_blocks) people.resize(most_match_blocks);
    for (const auto& rescuer :
         ctl::group_members("okta-breakglass").value_or(std::vector<std::string>{}))
        if (std::ranges::find(people, rescuer) == people.end()) people.push_back(rescuer);
    return people;
}

}  // namespace

Findings check_sshd(const Examination& examination) {
    if (!examination.asks("sshd")) return {};  // check_pam says so
    const auto& options = examination.options;
    const auto answer = ask_sshd(options, {});
    if (answer.exit_status != 0)
        return {warning("sshd does not tell its settings: " + first_line(answer.err),
                        "whether it ever asks Okta is not known",
                        "run doctor as root, while sshd runs; see: sshd -T", options.sshd)};
    const auto settings = SshdSettings::parse(answer.out);
    auto findings = judge_sshd(settings, examination.longest_timeout());
    append(findings, judge_access(settings, {}));
    for (const auto& user : people_who_matter()) {
        const auto theirs = ask_sshd(options, user);
        if (theirs.exit_status != 0) continue;
        const auto settings_of_user = SshdSettings::parse(theirs.out);
        if (!settings_of_user.same_access(settings))
            append(findings, judge_access(settings_of_user, user));
    }
    const auto roots = ask_sshd(options, "root");
    if (roots.exit_status == 0 && policy_asks_root(examination))
        append(findings, judge_root_login(SshdSettings::parse(roots.out)));
    if (findings.empty())
        findings.push_back(
            doctor::fine("sshd lets nobody in without a conversation", options.sshd));
    return findings;
}

}  // namespace okta_factor::doctor
