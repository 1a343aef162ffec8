// SPDX-License-Identifier: MIT
#include "daemon/loop/task.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace okta_factor::loop {
namespace {

/// Says in the log when it goes.
struct Trace {
    std::string& log;
    char letter;
    Trace(std::string& l, char c) : log(l), letter(c) {}
    Trace(const Trace&) = delete;
    Trace& operator=(const Trace&) = delete;
    ~Trace() { log += letter; }
};

Task<int> answer(bool& started) {
    started = true;
    co_return 42;
}

Task<int> twice(bool& started) {
    const int once = co_await answer(started);
    co_return 2 * once;
}

Task<int> fails() {
    throw std::runtime_error("no");
    co_return 0;
}

Task<std::string> told_by() {
    std::string told;
    try {
        co_await fails();
    } catch (const std::runtime_error& error) {
        told = error.what();
    }
    co_return told;
}

Task<void> for_ever(std::string& log, char letter) {
    const Trace trace{log, letter};
    co_await std::suspend_always{};
}

Task<void> nested(std::string& log) {
    const Trace trace{log, 'o'};
    co_await for_ever(log, 'i');
}

TEST(Task, IsLazy) {
    bool started = false;
    auto task = answer(started);
    EXPECT_FALSE(started);
    EXPECT_FALSE(task.done());
    task.start();
    EXPECT_TRUE(task.done());
    EXPECT_EQ(task.result(), 42);
}

TEST(Task, NeverStartedRunsNothing) {
    bool started = false;
    { const auto task = answer(started); }
    EXPECT_FALSE(started);
}

TEST(Task, AwaitingGivesTheValue) {
    bool started = false;
    auto task = twice(started);
    task.start();
    EXPECT_EQ(task.result(), 84);
}

TEST(Task, AnExceptionReachesTheAwaiter) {
    auto task = told_by();
    task.start();
    EXPECT_EQ(task.result(), "no");
}

TEST(Task, AnUncaughtExceptionReachesTheOwner) {
    auto task = fails();
    task.start();
    ASSERT_TRUE(task.done());
    EXPECT_THROW(task.result(), std::runtime_error);
}

TEST(Task, DestructionWhileSuspendedUnwindsFromTheInside) {
    std::string log;
    {
        auto task = nested(log);
        task.start();
        EXPECT_EQ(log, "");
    }
    EXPECT_EQ(log, "io");
}

TEST(Task, AssignmentDestroysWhatWasThere) {
    std::string log;
    auto task = for_ever(log, 'a');
    task.start();
    task = for_ever(log, 'b');
    EXPECT_EQ(log, "a");
    task.start();
    task = {};
    EXPECT_EQ(log, "ab");
    EXPECT_TRUE(task.done());
}

Task<std::unique_ptr<int>> move_only() {
    co_return std::make_unique<int>(5);
}

TEST(Task, CarriesMoveOnlyValues) {
    auto task = move_only();
    task.start();
    EXPECT_EQ(*task.result(), 5);
}

Task<int> deep(int depth) {
    if (depth == 0) co_return 0;
    const int below = co_await deep(depth - 1);
    co_return below + 1;
}

TEST(Task, AwaitsNest) {
    auto task = deep(100);
    task.start();
    EXPECT_EQ(task.result(), 100);
}

}  // namespace
}  // namespace okta_factor::loop
