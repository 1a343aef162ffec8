// SPDX-License-Identifier: MIT
// A stack as one service goes through it. Pure.
#pragma once

#include <string_view>

#include "ctl/doctor/pam_stack.h"

namespace okta_factor::doctor {

/// pam_succeed_if's conditions on the service are decided: those that hold are taken from its line,
/// and a line with one that does not hold can no longer succeed.
Stack as_service(Stack stack, std::string_view service);

}  // namespace okta_factor::doctor
