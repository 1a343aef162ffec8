// SPDX-License-Identifier: MIT
// What is examined, and what every check may look at. A check gathers values and has them judged
// by a pure function; doctor.cpp lists them all.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "ctl/doctor/finding.h"
#include "ctl/doctor/pam_findings.h"
#include "daemon/policy/mistake.h"
#include "daemon/policy/policy.h"

namespace okta_factor::doctor {

struct Options {
    std::string config;
    std::string pam_dir = "/etc/pam.d";
    std::string sshd = "sshd";
    std::string sshd_config;  // empty: sshd's own
    std::string socket;
};

struct Examination {
    Options options;
    tl::expected<policy::Policy, policy::Mistakes> policy;
    std::vector<ServiceStacks> services;  // of options.pam_dir

    [[nodiscard]] bool asks(const std::string& service) const;
    /// As the configuration has it, or by default where there is none.
    [[nodiscard]] std::chrono::seconds longest_timeout() const;
};

/// Members of the groups that may become root by sudo, without repeats, sorted.
std::vector<std::string> administrators();

std::vector<ServiceStacks> read_services(const std::string& pam_dir);

using Check = Findings (*)(const Examination& examination);

Findings check_configuration(const Examination& examination);
Findings check_pam(const Examination& examination);
Findings check_sshd(const Examination& examination);
Findings check_files(const Examination& examination);
Findings check_okta(const Examination& examination);
Findings check_doors(const Examination& examination);

}  // namespace okta_factor::doctor
