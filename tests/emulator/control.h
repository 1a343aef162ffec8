// SPDX-License-Identifier: MIT
// The control door: what the person does with their phone, and what a test does to the org.
#pragma once

#include <functional>

#include "tests/emulator/call.h"

namespace okta_factor::emulator {

/// Answers one call of the control door, and may wait (GET /control/wait). `faults_changed` is
/// called without the org's lock after each change of the faults.
Answer control(Org& org, const Call& call, const std::function<void()>& faults_changed);

/// GET /control/wait, see control_wait.cpp.
Answer wait_for(Org& org, const Call& call, Lock& lock);

Json push_view(Org& org, Transaction& push);
Json message_view(const Message& message);

}  // namespace okta_factor::emulator
