// SPDX-License-Identifier: MIT
// Runs beside a machine that is up, in its network: booted_tests SUITE [gtest's arguments].
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

#include "tests/support/unique_fd.h"
#include "tests/system/booted/booted_machine.h"

namespace {

/// Why `machine up` has not booted one, if it was right not to.
std::string why_skipped(const std::string& suite) {
    if (::geteuid() != 0) return "needs root: it boots a machine";
    std::ifstream reason("/run/okta-factor-tests/" + suite + ".skipped");
    std::string text;
    std::getline(reason, text);
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (argc != 2) {
        std::cerr << "usage: booted_tests SUITE\n";
        return 2;
    }
    const std::string suite = argv[1];
    if (const auto why = why_skipped(suite); !why.empty()) {
        std::cout << "[  SKIPPED ] " << why << '\n';
        return 77;
    }
    const okta_factor::test::UniqueFd network(
        ::open(("/run/netns/okta-factor-" + suite).c_str(), O_RDONLY | O_CLOEXEC));
    if (network.get() < 0 || ::setns(network.get(), CLONE_NEWNET) != 0) {
        std::perror("the machine is not up");
        return 1;
    }
    okta_factor::booted::machine().join(suite);
    const int result = RUN_ALL_TESTS();
    if (testing::UnitTest::GetInstance()->test_to_run_count() == 0) {
        std::cerr << "no such test\n";
        return 1;
    }
    return result;
}
