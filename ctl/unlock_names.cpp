// SPDX-License-Identifier: MIT
#include "ctl/unlock_names.h"

#include <strings.h>

#include "ctl/accounts.h"
#include "ctl/configuration.h"
#include "daemon/policy/identity.h"

namespace okta_factor::ctl {

std::optional<std::string> okta_login_here(const std::string& linux_name) {
    if (!find_account(linux_name)) return std::nullopt;
    const auto policy = read_as_daemon(policy::default_configuration);
    if (!policy) return std::nullopt;
    const auto login = policy::okta_login(policy->identity, facts_of(linux_name, "sshd"));
    return login ? std::optional{*login} : std::nullopt;
}

std::vector<std::string> names_to_unlock(const std::string& typed,
                                         const nlohmann::ordered_json& limits,
                                         const OktaLoginOf& login_of) {
    std::vector<std::string> names{typed};
    if (const auto login = login_of(typed); login && *login != typed) names.push_back(*login);
    for (const auto& limit : limits) {
        if (limit.value("kind", "") != "recovery-codes") continue;
        const auto name = limit.value("okta_login", "");  // there the Linux name stands
        const auto login = login_of(name);
        if (login && strcasecmp(login->c_str(), typed.c_str()) == 0) names.push_back(name);
    }
    return names;
}

}  // namespace okta_factor::ctl
