// SPDX-License-Identifier: MIT
// A little machine inside this one: mounts, processes, network and host name of its own. Whatever
// happens in it, the host's files do not change and nothing is left running when it ends.
#pragma once

#include <functional>
#include <string>

namespace okta_factor::system_test {

/// Why there can be no such machine here (not root, or a container without the right), or nothing.
std::string why_no_own_namespaces();

/// What a process in such a machine may know of the outside.
struct Outside {
    std::string pid;  // the machine's first process as the host counts, for nsenter
};

/// Runs `inside` as the first process of a new machine with that host name, in which loopback is
/// up, and returns its exit status. When it ends, is interrupted or hung up, or this process
/// dies, every process inside is killed. Throws std::system_error.
int run_in_own_namespaces(const std::string& host_name,
                          const std::function<int(const Outside&)>& inside);

}  // namespace okta_factor::system_test
