// SPDX-License-Identifier: MIT
// A process whose name services are others than those of the machine.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace okta_factor::test {

struct PrivateFile {
    std::string path;  // of a file that the machine has
    std::string text;
};

/// Runs `inside` in a child that sees these files instead of the machine's, with the service
/// "oktatest" of tests/support/nss_oktatest.cpp at hand, and returns its exit status. Throws
/// std::runtime_error where there can be no such child: it needs root.
int with_name_services(const std::vector<PrivateFile>& files,
                       const std::map<std::string, std::string>& environment,
                       const std::function<int()>& inside);

}  // namespace okta_factor::test
