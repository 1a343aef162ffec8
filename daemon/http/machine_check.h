// SPDX-License-Identifier: MIT
// Whether this machine has what a request needs. Any local user can take the last port, and then
// what failed for want of one must not look like an outage of Okta: the C library, for one, does
// not tell a look-up that found no port from a name server that does not answer.
#pragma once

#include <string_view>

namespace okta_factor::http {

/// What this machine is short of right now ("ports", "file descriptors", …); empty: of nothing. A
/// dozen system calls, none of which waits.
std::string_view shortage();

}  // namespace okta_factor::http
