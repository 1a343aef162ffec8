// SPDX-License-Identifier: MIT
// Where a login comes from, as limits tell sources apart.
#pragma once

#include <string>

#include "daemon/policy/policy.h"

namespace okta_factor::login {

/// The client's address for network services; the terminal or else the session elsewhere, which an
/// address is never mistaken for. Those of one service of which none is known are one source: not
/// of all, for anybody can have polkit ask for somebody else.
std::string source_of(const policy::LoginFacts& facts);

}  // namespace okta_factor::login
