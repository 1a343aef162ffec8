// SPDX-License-Identifier: MIT
// What is wrong with the stack of a service. Pure.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "ctl/doctor/finding.h"
#include "ctl/doctor/pam_stack.h"

namespace okta_factor::doctor {

/// The lines that people are told to write, in this order. su has PAM look at the account that is
/// entered, not at who asks, whose uid the second one looks at; elsewhere that is root's.
inline constexpr char rescue_line[] =
    "auth  [success=2 default=ignore]  pam_succeed_if.so quiet service notin su:su-l user ingroup "
    "okta-breakglass";
inline constexpr char rescue_line_for_su[] =
    "auth  [success=1 default=ignore]  pam_succeed_if.so quiet use_uid service in su:su-l user "
    "ingroup okta-breakglass";
inline constexpr char our_line[] = "auth  requisite  pam_okta_factor.so";
inline constexpr char permit_line[] = "auth  required  pam_permit.so";

/// What a service of /etc/pam.d says, type by type.
struct ServiceStacks {
    std::string service;
    Stack auth;
    Stack others;  // account, password and session, where our module does not belong

    [[nodiscard]] bool asks() const { return find_ours(auth) != nullptr; }
};

/// Nothing where no line names our module. `longest_timeout`: of a login, as the configuration has
/// it.
Findings judge_stack(const ServiceStacks& stacks, std::chrono::seconds longest_timeout);

/// Services that should ask and do not, out of all there are in that folder.
Findings judge_services(const std::vector<ServiceStacks>& all, const std::string& folder);

/// The module's file, as stat(2) sees it.
struct ModuleFile {
    std::string path;  // where it was looked for
    bool exists = false;
    bool is_regular = false;
    bool is_roots = false;
    bool others_write = false;  // group or others
};
Findings judge_module(const ModuleFile& file, const std::string& where);

}  // namespace okta_factor::doctor
