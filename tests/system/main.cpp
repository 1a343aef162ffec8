// SPDX-License-Identifier: MIT
// Runs the tests inside a machine of their own; where there can be none, they say so and skip.
#include <gtest/gtest.h>

#include "tests/system/own_namespaces.h"

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (testing::GTEST_FLAG(list_tests) ||
        !okta_factor::system_test::why_no_own_namespaces().empty())
        return RUN_ALL_TESTS();
    return okta_factor::system_test::run_in_own_namespaces(
        "web1", [](const auto&) { return RUN_ALL_TESTS(); });
}
