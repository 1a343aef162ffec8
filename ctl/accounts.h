// SPDX-License-Identifier: MIT
// The machine's accounts and groups, by the name service, as the PAM module resolves them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/policy/policy.h"

namespace okta_factor::ctl {

struct Account {
    std::string name;  // pw_name, whatever was typed
    unsigned uid = 0;
    unsigned gid = 0;
};
std::optional<Account> find_account(const std::string& name);

/// Its members, those of /etc/passwd whose primary group it is included; nothing where there is no
/// such group.
std::optional<std::vector<std::string>> group_members(const std::string& group);

/// Who the person is, as the module would say it: an unknown name as it was typed, without uid and
/// groups.
policy::LoginFacts facts_of(const std::string& user, const std::string& service);

}  // namespace okta_factor::ctl
