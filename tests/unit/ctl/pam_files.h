// SPDX-License-Identifier: MIT
// Stacks as Debian ships them and as people write them.
#pragma once

#include <map>
#include <string>

#include "ctl/doctor/pam_findings.h"

namespace okta_factor::doctor {

inline constexpr char common_auth[] =
    "# comments and empty lines\n\n"
    "auth\t[success=1 default=ignore]\tpam_unix.so nullok\n"
    "auth\trequisite\t\t\tpam_deny.so\n"
    "auth\trequired\t\t\tpam_permit.so\n";

inline const std::string recommended =
    std::string{rescue_line} + '\n' + rescue_line_for_su + '\n' + our_line + '\n' + permit_line + '\n';

using Files = std::map<std::string, std::string>;

/// The service svc of the folder /pam, with Debian's common-auth beside it.
inline ServiceStacks stacks_of(const std::string& text, Files files = {}) {
    files.emplace("/pam/common-auth", common_auth);
    files["/pam/svc"] = text;
    const ReadFile read = [&files](const std::string& path) -> std::optional<std::string> {
        const auto found = files.find(path);
        if (found == files.end()) return std::nullopt;
        return found->second;
    };
    return {"svc", read_stack("/pam", "svc", "auth", read),
            read_stack("/pam", "svc", "account", read)};
}

}  // namespace okta_factor::doctor
