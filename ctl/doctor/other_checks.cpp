// SPDX-License-Identifier: MIT
// Gathers what the smaller checks judge.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "ctl/accounts.h"
#include "ctl/daemon_identity.h"
#include "ctl/doctor/configuration_findings.h"
#include "ctl/doctor/door_findings.h"
#include "ctl/doctor/examination.h"
#include "ctl/doctor/file_access.h"
#include "ctl/doctor/name_findings.h"
#include "ctl/doctor/okta_findings.h"
#include "daemon/policy/source_files.h"

namespace okta_factor::doctor {
namespace {

constexpr std::array root_groups{"sudo", "wheel", "admin"};
constexpr std::chrono::seconds survey_patience{20};

bool waits_for_systemd(const policy::OktaSettings& okta) {
    const auto& file = okta.client_id.empty() ? okta.api_token_file : okta.private_key_file;
    return file.empty() && std::getenv("CREDENTIALS_DIRECTORY") == nullptr;
}

// Linux-PAM looks for a vendor's stack where /etc has none.
constexpr char vendor_stacks[] = "/usr/lib/pam.d";

Known known_here(const std::string& pam_dir) {
    const auto has_stack = [pam_dir](const std::string& service) {
        return access((pam_dir + '/' + service).c_str(), F_OK) == 0 ||
               access((std::string{vendor_stacks} + '/' + service).c_str(), F_OK) == 0;
    };
    return {pam_dir, has_stack,
            [](const std::string& user) { return ctl::find_account(user).has_value(); },
            [](const std::string& group) { return ctl::group_members(group).has_value(); }};
}

}  // namespace

bool Examination::asks(const std::string& service) const {
    const auto found = std::ranges::find(services, service, &ServiceStacks::service);
    return found != services.end() && found->asks();
}

std::chrono::seconds Examination::longest_timeout() const {
    return policy ? doctor::longest_timeout(*policy) : policy::LoginSettings{}.timeout;
}

std::vector<std::string> administrators() {
    std::vector<std::string> people;
    for (const auto* group : root_groups)
        for (auto& member : ctl::group_members(group).value_or(std::vector<std::string>{}))
            people.push_back(std::move(member));
    std::ranges::sort(people);
    const auto repeats = std::ranges::unique(people);
    people.erase(repeats.begin(), repeats.end());
    return people;
}

Findings check_configuration(const Examination& examination) {
    const auto& file = examination.options.config;
    if (!examination.policy) return judge_mistakes(examination.policy.error());
    auto findings = judge_policy(*examination.policy, file);
    append(findings, judge_names(*examination.policy, known_here(examination.options.pam_dir)));
    append(findings,
           judge_rescue(*examination.policy,
                        {examination.asks("login"), ctl::group_members("okta-breakglass")}, file));
    return findings;
}

// What root reads without a thought the daemon may not be able to.
Findings check_files(const Examination& examination) {
    const auto daemon = ctl::find_account(ctl::daemon_account);
    if (!daemon) return {};
    Findings findings;
    const auto check = [&](const std::string& path, const std::string& named_by) {
        if (!path.empty())
            append(findings,
                   judge_access_to(path, named_by, look_at(path), daemon->uid, daemon->gid));
    };
    for (const auto& source : policy::read_sources(examination.options.config).texts)
        check(source.file, "its configuration");
    if (!examination.policy) return findings;
    const auto& okta = examination.policy->okta;
    if (okta.client_id.empty())
        check(okta.api_token_file, "api_token_file");
    else
        check(okta.private_key_file, "private_key_file");
    check(okta.ca_file, "ca_file");
    return findings;
}

Findings check_okta(const Examination& examination) {
    if (!examination.policy) return {};
    if (waits_for_systemd(examination.policy->okta))
        return {warning(
            "the credentials lie in systemd's store, which hands them to the daemon alone",
            "whether Okta takes them is not known while the daemon does not run",
            "systemctl start okta-factord, then run doctor again", examination.options.config)};
    auto people = administrators();
    const auto never_asked =
        ctl::group_members("okta-breakglass").value_or(std::vector<std::string>{});
    std::erase_if(people, [&](const std::string& person) {
        return std::ranges::find(never_asked, person) != never_asked.end();
    });
    const auto survey = survey_okta(*examination.policy, people, survey_patience);
    return judge_survey(survey, *examination.policy, examination.options.config);
}

Findings check_doors(const Examination& examination) {
    return judge_doors(knock(examination.options.socket),
                       examination.policy ? &*examination.policy : nullptr);
}

}  // namespace okta_factor::doctor
