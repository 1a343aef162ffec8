// SPDX-License-Identifier: MIT
// The control door: what the person does with their phone, and what a test does to the org.
#pragma once

#include <functional>

#include "tests/emulator/call.h"

namespace okta_factor::emulator {

/// What the control door does to the API's door; called without the org's lock.
struct Doorkeeper {
    std::function<void()> apply_faults;
    std::function<void()> hang_up_all;
};

/// Answers one call of the control door, and may wait (GET /control/wait).
Answer control(Org& org, const Call& call, const Doorkeeper& doorkeeper);

/// GET /control/wait, see control_wait.cpp.
Answer wait_for(Org& org, const Call& call, Lock& lock);

Json push_view(Org& org, Transaction& push);
Json message_view(const Message& message);

}  // namespace okta_factor::emulator
