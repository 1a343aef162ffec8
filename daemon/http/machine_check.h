// SPDX-License-Identifier: MIT
// Whether this machine has what a request needs. Any local user can take the last port, and then
// what failed for want of one must not look like an outage of Okta: the C library, for one, does
// not tell a look-up that found no port from a name server that does not answer.
#pragma once

#include <chrono>
#include <string_view>

namespace okta_factor::http {

/// What this machine is short of right now ("ports", "file descriptors", …); empty: of nothing. A
/// dozen system calls, none of which waits.
std::string_view shortage();

/// How long the main thread has been ready to run and did not get a processor, since it began
/// (/proc/self/schedstat, Documentation/scheduler/sched-stats.rst); zero where the kernel does not
/// count it.
std::chrono::nanoseconds waited_for_processor();

}  // namespace okta_factor::http
