// SPDX-License-Identifier: MIT
// Carries one login between the person and the daemon.
#pragma once

#include <security/pam_modules.h>

#include "pam_module/host_facts.h"
#include "pam_module/options.h"
#include "pam_module/outcome.h"
#include "pam_module/person.h"

namespace okta_factor::pam {

/// Opens a door, starts the login, and relays the dialogue until there is a verdict or
/// `options.timeout` has passed. Without a verdict it tells the log, and the person unless they
/// pressed Ctrl-C or cannot be told.
[[nodiscard]] Outcome relay_login(pam_handle_t* pamh, const Options& options, const Person& person,
                                  const HostFacts& facts) noexcept;

}  // namespace okta_factor::pam
