// SPDX-License-Identifier: MIT
#include "daemon/loop/awaitables.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "tests/support/manual_executor.h"

namespace okta_factor::loop {
namespace {

using namespace std::chrono_literals;
using test::ManualExecutor;

Task<void> log_after(Executor& executor, Clock::duration delay, std::string& log, char letter) {
    Sleep sleep{executor, executor.now() + delay};
    co_await sleep;
    log += letter;
}

Task<int> value_after(Executor& executor, Clock::duration delay, int value) {
    Sleep sleep{executor, executor.now() + delay};
    co_await sleep;
    co_return value;
}

Task<int> failure_after(Executor& executor, Clock::duration delay) {
    Sleep sleep{executor, executor.now() + delay};
    co_await sleep;
    throw std::runtime_error("late");
}

TEST(Sleep, ResumesAtItsTimeAndNotBefore) {
    ManualExecutor executor;
    std::string log;
    const auto task = log_after(executor, 2s, log, 'x');
    task.start();
    executor.advance(1999ms);
    EXPECT_EQ(log, "");
    executor.advance(1ms);
    EXPECT_EQ(log, "x");
}

TEST(Sleep, DestroyingTheSleeperTakesTheTimerBack) {
    ManualExecutor executor;
    std::string log;
    {
        const auto task = log_after(executor, 2s, log, 'x');
        task.start();
        EXPECT_EQ(executor.pending(), 1U);
    }
    EXPECT_EQ(executor.pending(), 0U);
    executor.advance(3s);
    EXPECT_EQ(log, "");
}

Task<void> log_each(Notification& notification, std::string& log) {
    for (;;) {
        co_await notification;
        log += 'n';
    }
}

TEST(Notification, WakesItsWaiterOnTheNextTurnNeverFromWithin) {
    ManualExecutor executor;
    Notification notification{executor};
    std::string log;
    const auto task = log_each(notification, log);
    task.start();
    notification.notify();
    EXPECT_EQ(log, "");
    executor.run_ready();
    EXPECT_EQ(log, "n");
}

TEST(Notification, IsLatchedForAWaiterYetToCome) {
    ManualExecutor executor;
    Notification notification{executor};
    notification.notify();
    std::string log;
    const auto task = log_each(notification, log);
    task.start();
    EXPECT_EQ(log, "n");
    executor.run_ready();
    EXPECT_EQ(log, "n");
}

TEST(Notification, SeveralBeforeTheTurnAreOneWakeUp) {
    ManualExecutor executor;
    Notification notification{executor};
    std::string log;
    const auto task = log_each(notification, log);
    task.start();
    notification.notify();
    notification.notify();
    executor.run_ready();
    EXPECT_EQ(log, "n");
    notification.notify();
    executor.run_ready();
    EXPECT_EQ(log, "nn");
}

TEST(Notification, OutlivesAWaiterThatWasDestroyed) {
    ManualExecutor executor;
    Notification notification{executor};
    std::string log;
    auto task = log_each(notification, log);
    task.start();
    task = {};
    notification.notify();
    executor.run_ready();
    EXPECT_EQ(log, "");
}

TEST(Notification, WaiterDestroyedBetweenNotifyAndTurnIsNotResumed) {
    ManualExecutor executor;
    Notification notification{executor};
    std::string log;
    auto task = log_each(notification, log);
    task.start();
    notification.notify();
    task = {};
    executor.run_ready();
    EXPECT_EQ(log, "");
}

TEST(Notification, MayGoBeforeItsWaiter) {
    ManualExecutor executor;
    auto notification = std::make_unique<Notification>(executor);
    std::string log;
    auto task = log_each(*notification, log);
    task.start();
    notification->notify();
    notification.reset();
    executor.run_ready();
    EXPECT_EQ(log, "");
    task = {};
}

TEST(Root, StartsAtOnceAndReportsFromTheLoop) {
    ManualExecutor executor;
    std::string log;
    const Root root{executor, log_after(executor, 1s, log, 'x'),
                    [&](std::exception_ptr error) { log += error ? 'E' : 'd'; }};
    EXPECT_TRUE(root.running());
    executor.advance(1s);
    EXPECT_EQ(log, "xd");
    EXPECT_FALSE(root.running());
}

Task<void> throws_at_once() {
    throw std::runtime_error("early");
    co_return;
}

TEST(Root, ReportsTheException) {
    ManualExecutor executor;
    std::string what;
    const Root root{executor, throws_at_once(), [&](std::exception_ptr error) {
                        try {
                            std::rethrow_exception(error);
                        } catch (const std::runtime_error& caught) {
                            what = caught.what();
                        }
                    }};
    EXPECT_EQ(what, "");
    executor.run_ready();
    EXPECT_EQ(what, "early");
}

TEST(Root, WithoutADoneReportsTheExceptionUnderItsName) {
    ManualExecutor executor;
    const Root named{executor, "counting sheep", throws_at_once()};
    const Root unnamed{executor, throws_at_once(), {}};
    executor.run_ready();
    EXPECT_EQ(executor.reported(), "counting sheep: early\na task: early\n");
}

TEST(Root, WithoutADoneEndsQuietlyWhereNothingWasThrown) {
    ManualExecutor executor;
    std::string log;
    const Root root{executor, "test", log_after(executor, 1s, log, 'x')};
    executor.advance(1s);
    EXPECT_FALSE(root.running());
    EXPECT_EQ(executor.reported(), "");
}

TEST(Root, MayBeDestroyedByItsOwnDone) {
    ManualExecutor executor;
    std::string log;
    std::optional<Root> root;
    root.emplace(executor, log_after(executor, 1s, log, 'x'), [&](std::exception_ptr) {
        root.reset();
        log += 'd';
    });
    executor.advance(1s);
    EXPECT_EQ(log, "xd");
    EXPECT_FALSE(root);
}

TEST(Root, DestructionCancelsWithoutReporting) {
    ManualExecutor executor;
    std::string log;
    {
        const Root root{executor, log_after(executor, 1s, log, 'x'),
                        [&](std::exception_ptr) { log += 'd'; }};
    }
    executor.advance(2s);
    EXPECT_EQ(log, "");
    EXPECT_EQ(executor.pending(), 0U);
}

Task<int> sum_of_two(Executor& executor, Clock::duration first, Clock::duration second) {
    Concurrent<int> one{executor, "test", value_after(executor, first, 1)};
    Concurrent<int> two{executor, "test", value_after(executor, second, 2)};
    const int b = co_await two.result();
    const int a = co_await one.result();
    co_return a + b;
}

TEST(Concurrent, RunsBesideItsOwnerInEitherOrderOfCompletion) {
    for (const auto& [first, second] : {std::pair{1s, 3s}, std::pair{3s, 1s}, std::pair{0s, 0s}}) {
        ManualExecutor executor;
        const auto before = executor.now();
        EXPECT_EQ(executor.finish(sum_of_two(executor, first, second)), 3);
        EXPECT_EQ(executor.now() - before, std::max(first, second));
    }
}

Task<std::string> outcome_of_failure(Executor& executor) {
    Concurrent<int> failing{executor, "test", failure_after(executor, 1s)};
    std::string what;
    try {
        co_await failing.result();
    } catch (const std::runtime_error& error) {
        what = error.what();
    }
    co_return what;
}

TEST(Concurrent, ThrowsWhereTheResultIsAwaited) {
    ManualExecutor executor;
    EXPECT_EQ(executor.finish(outcome_of_failure(executor)), "late");
}

TEST(Concurrent, DestructionBeforeTheResultCancels) {
    ManualExecutor executor;
    {
        const Concurrent<int> abandoned{executor, "test", value_after(executor, 1s, 1)};
        EXPECT_EQ(executor.pending(), 1U);
    }
    EXPECT_EQ(executor.pending(), 0U);
}

TEST(Concurrent, OutlivesAnAwaitOfItsResultThatWasDestroyed) {
    ManualExecutor executor;
    Concurrent<int> work{executor, "test", value_after(executor, 1s, 9)};
    {
        const auto impatient = work.result();
        impatient.start();
    }
    executor.advance(2s);
    EXPECT_EQ(executor.finish(work.result()), 9);
}

TEST(Concurrent, ReportsWhatItThrewWhereNobodyFetchedIt) {
    ManualExecutor executor;
    {
        const Concurrent<int> abandoned{executor, "reading a user", failure_after(executor, 1s)};
        executor.advance(1s);
        EXPECT_EQ(executor.reported(), "");
    }
    EXPECT_NE(executor.reported().find("reading a user: "), std::string::npos);
}

TEST(Concurrent, ReportsNothingThatSomebodyFetched) {
    ManualExecutor executor;
    {
        Concurrent<int> failing{executor, "reading a user", failure_after(executor, 1s)};
        EXPECT_THROW(executor.finish(failing.result()), std::exception);
    }
    EXPECT_EQ(executor.reported(), "");
}

}  // namespace
}  // namespace okta_factor::loop
