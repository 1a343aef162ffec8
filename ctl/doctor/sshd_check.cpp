// SPDX-License-Identifier: MIT
// Gathers what sshd makes of its configuration: for everybody, for root, and for the people who
// may become root, as Match blocks may say something else for them. Other blocks are only named.
#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include "ctl/accounts.h"
#include "ctl/doctor/examination.h"
#include "ctl/doctor/pam_walk.h"
#include "ctl/doctor/program.h"
#include "ctl/doctor/sshd_findings.h"
#include "ctl/doctor/sshd_matches.h"
#include "ctl/doctor/sshd_refusal.h"
#include "daemon/policy/rules.h"

namespace okta_factor::doctor {
namespace {

constexpr std::chrono::seconds sshd_patience{5};
constexpr char default_sshd_config[] = "/etc/ssh/sshd_config";
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

bool policy_asks_root(const Examination& examination) {
    if (!examination.policy) return true;
    auto facts = ctl::facts_of("root", "sshd");
    facts.tty = "ssh";
    const auto outcome = decide(*examination.policy, facts, policy::OktaGroups{}).outcome;
    return outcome != policy::Outcome::skip && outcome != policy::Outcome::deny;
}

std::vector<std::pair<std::string, std::string>> read_sshd_files(const std::string& pattern) {
    glob_t paths{};
    const std::unique_ptr<glob_t, decltype(&globfree)> owner{&paths, globfree};
    std::vector<std::pair<std::string, std::string>> files;
    if (glob(pattern.c_str(), 0, nullptr, &paths) != 0) return files;
    for (std::size_t at = 0; at < paths.gl_pathc; ++at) {
        std::ifstream file{paths.gl_pathv[at]};
        std::ostringstream text;
        text << file.rdbuf();
        files.emplace_back(paths.gl_pathv[at], text.str());
    }
    return files;
}

std::vector<std::string> people_who_matter() {
    auto people = administrators();
    if (people.size() > most_match_blocks) people.resize(most_match_blocks);
    auto others = ctl::group_members("okta-breakglass").value_or(std::vector<std::string>{});
    others.emplace_back("root");
    for (const auto& other : others)
        if (std::ranges::find(people, other) == people.end()) people.push_back(other);
    return people;
}

}  // namespace

Findings check_sshd(const Examination& examination) {
    if (!examination.asks("sshd")) return {};  // check_pam says so
    const auto& options = examination.options;
    const auto answer = ask_sshd(options, {});
    if (answer.exit_status != 0) return judge_refusal(answer, options.sshd, geteuid() == 0);
    const auto settings = SshdSettings::parse(answer.out);
    auto findings = judge_sshd(settings, examination.longest_timeout());
    append(findings, judge_access(settings, {}));
    const auto sshd = std::ranges::find(examination.services, "sshd", &ServiceStacks::service);
    const bool stack_is_bare = proves_nothing_itself(sshd->auth);
    if (stack_is_bare) append(findings, judge_bare_ways(settings, {}));
    std::vector<std::string> examined;
    for (const auto& user : people_who_matter()) {
        const auto theirs = ask_sshd(options, user);
        if (theirs.exit_status != 0) continue;
        examined.push_back(user);
        const auto settings_of_user = SshdSettings::parse(theirs.out);
        const bool never = user == "root" && settings_of_user.get("permitrootlogin") == "no";
        if (!never && !settings_of_user.same_access(settings)) {
            append(findings, judge_access(settings_of_user, user));
            if (stack_is_bare) append(findings, judge_bare_ways(settings_of_user, user));
        }
        if (user == "root" && policy_asks_root(examination))
            append(findings, judge_root_login(settings_of_user));
    }
    append(findings,
           judge_matches(options.sshd_config.empty() ? default_sshd_config : options.sshd_config,
                         read_sshd_files, examined));
    if (findings.empty())
        findings.push_back(
            doctor::fine("sshd lets nobody in without a conversation", options.sshd));
    return findings;
}

}  // namespace okta_factor::doctor
