// SPDX-License-Identifier: MIT
// What it means that `sshd -T` did not tell its settings. Pure.
#pragma once

#include <string>

#include "ctl/doctor/finding.h"
#include "ctl/doctor/program.h"

namespace okta_factor::doctor {

/// A problem where sshd refuses its configuration, as only root gets to know: sshd goes on by what
/// it read at its start, and is gone after the next. `sshd`: the program.
Findings judge_refusal(const ProgramAnswer& answer, const std::string& sshd, bool as_root);

}  // namespace okta_factor::doctor
