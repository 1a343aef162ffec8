// SPDX-License-Identifier: MIT
// What is wrong with sshd's settings for a machine whose stack for sshd asks Okta. Pure.
#pragma once

#include <chrono>
#include <string>

#include "ctl/doctor/finding.h"
#include "ctl/doctor/sshd_settings.h"

namespace okta_factor::doctor {

/// What holds for every connection.
Findings judge_sshd(const SshdSettings& settings, std::chrono::seconds longest_timeout);

/// The ways to log in. `user`: whom the settings are for; empty: everybody without a Match block.
Findings judge_access(const SshdSettings& settings, const std::string& user);

/// The ways that reach a stack which proves nothing itself without a key: who is in okta-breakglass
/// or skipped by a rule then gets in with nothing. `user` as above.
Findings judge_bare_ways(const SshdSettings& settings, const std::string& user);

/// Whether root is asked by Okta only to be refused by sshd.
Findings judge_root_login(const SshdSettings& settings_for_root);

}  // namespace okta_factor::doctor
