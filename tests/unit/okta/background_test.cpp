// SPDX-License-Identifier: MIT
#include "daemon/okta/background.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/support/manual_executor.h"

namespace okta_factor::okta {
namespace {

loop::Task<void> failing() {
    throw std::runtime_error{"no memory for it"};
    co_return;
}

TEST(BackgroundTasks, ThatThrowAreReportedAndTheOthersGoOn) {
    test::ManualExecutor executor;
    Background background{executor, "taking back a push", 2};
    int idle = 0;
    background.when_idle([&] { ++idle; });
    EXPECT_TRUE(background.start(failing()));
    executor.run_ready();
    EXPECT_EQ(executor.reported(), "taking back a push: no memory for it\n");
    EXPECT_EQ(background.running(), 0U);
    EXPECT_EQ(idle, 1);
    EXPECT_TRUE(background.start(failing()));
}

}  // namespace
}  // namespace okta_factor::okta
