// SPDX-License-Identifier: MIT
// Whether the daemon could use what a valid configuration refers to: the token or key, the
// certificates. Nothing is sent.
#pragma once

#include <string>
#include <vector>

#include "ctl/daemon_identity.h"
#include "daemon/policy/mistake.h"
#include "daemon/policy/policy.h"

namespace okta_factor::ctl {

struct CredentialCheck {
    policy::Mistakes mistakes;            // in the words of a reload
    std::vector<std::string> unexamined;  // what the caller may not see, and why: no mistakes
};

/// `file`: the main one, for mistakes without a place. `account`: the daemon's, as which root
/// looks.
CredentialCheck check_credentials(const policy::OktaSettings& okta, const std::string& file,
                                  const std::string& account = daemon_account);

}  // namespace okta_factor::ctl
