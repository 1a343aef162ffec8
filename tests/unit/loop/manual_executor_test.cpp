// SPDX-License-Identifier: MIT
#include "tests/support/manual_executor.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "daemon/loop/awaitables.h"

namespace okta_factor::test {
namespace {

using namespace std::chrono_literals;

TEST(ManualExecutor, CallsInOrderOfTimeThenOfAsking) {
    ManualExecutor executor;
    std::string order;
    const auto c = executor.call_at(executor.now() + 2s, [&] { order += 'c'; });
    const auto b = executor.call_at(executor.now() + 1s, [&] { order += 'b'; });
    const auto a = executor.call_soon([&] { order += 'a'; });
    const auto d = executor.call_at(executor.now() + 2s, [&] { order += 'd'; });
    executor.run_ready();
    EXPECT_EQ(order, "a");
    executor.advance(2s);
    EXPECT_EQ(order, "abcd");
    EXPECT_EQ(executor.pending(), 0U);
}

TEST(ManualExecutor, ADestroyedCallNeverComes) {
    ManualExecutor executor;
    bool called = false;
    auto call = executor.call_soon([&] { called = true; });
    call.reset();
    executor.advance(1s);
    EXPECT_FALSE(called);
}

TEST(ManualExecutor, WindsTheWallClockToo) {
    ManualExecutor executor;
    const auto before = executor.wall_time();
    executor.advance(90s);
    EXPECT_EQ(executor.wall_time() - before, 90s);
}

loop::Task<int> sleepy(loop::Executor& executor) {
    loop::Sleep sleep{executor, executor.now() + 1h};
    co_await sleep;
    co_return 7;
}

TEST(ManualExecutor, FinishesATaskThatSleeps) {
    ManualExecutor executor;
    EXPECT_EQ(executor.finish(sleepy(executor)), 7);
}

loop::Task<void> waits_for(loop::Notification& notification) {
    co_await notification;
}

TEST(ManualExecutor, SaysSoWhenATaskWaitsForEver) {
    ManualExecutor executor;
    loop::Notification never{executor};
    EXPECT_THROW(executor.finish(waits_for(never)), std::logic_error);
}

}  // namespace
}  // namespace okta_factor::test
