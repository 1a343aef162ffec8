// SPDX-License-Identifier: MIT
#include "daemon/okta/poll_schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace okta_factor::okta {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

PollConditions plentiful(milliseconds age = 0ms) {
    PollConditions conditions;
    conditions.age = age;
    conditions.limit = 600;
    conditions.remaining = 580;
    conditions.until_reset = 50s;
    return conditions;
}

// When a push is polled that nobody answers until `end`.
std::vector<milliseconds> polls(milliseconds end, std::minstd_rand& random) {
    constexpr milliseconds round_trip{40};
    std::uniform_real_distribution<double> jitter{0, 1};
    std::vector<milliseconds> at;
    for (milliseconds age{0}; age <= end; age += round_trip) {
        auto conditions = plentiful(age);
        conditions.jitter = jitter(random);
        age += next_poll_delay(conditions);
        at.push_back(age);
    }
    return at;
}

TEST(PollSchedule, APushOf20SecondsTakesNoMoreThan15RequestsInAll) {
    std::minstd_rand random{42};
    for (int push = 0; push < 1000; ++push)
        EXPECT_LE(polls(20s, random).size(), 13U);
}

TEST(PollSchedule, MedianFromApprovalToKnowingIsUnderASecond) {
    std::minstd_rand random{42};
    std::uniform_int_distribution<int> approval{1'000, 20'000};
    std::vector<milliseconds> delays;
    for (int push = 0; push < 2000; ++push) {
        const milliseconds approved{approval(random)};
        const auto at = polls(30s, random);
        delays.push_back(*std::ranges::lower_bound(at, approved) - approved + 40ms);
    }
    std::ranges::sort(delays);
    EXPECT_LT(delays[delays.size() / 2], 1s);
    EXPECT_LT(delays.back(), 2s);
}

TEST(PollSchedule, WithoutQuotaHeadersItGoesByAge) {
    EXPECT_EQ(next_poll_delay({.age = 0ms}), 1600ms);
    EXPECT_GT(next_poll_delay({.age = 2min}), next_poll_delay({.age = 10s}));
}

TEST(PollSchedule, TheLessIsLeftTheSlower) {
    milliseconds last{0};
    for (int remaining = 600; remaining >= 0; remaining -= 20) {
        auto conditions = plentiful();
        conditions.remaining = remaining;
        const auto delay = next_poll_delay(conditions);
        EXPECT_GE(delay, last) << remaining;
        last = delay;
    }
    EXPECT_GE(last, 50s);
}

TEST(PollSchedule, SpendingAtThePaceOfTheWindowIsFine) {
    auto conditions = plentiful();
    conditions.remaining = 200;
    conditions.until_reset = 15s;
    EXPECT_EQ(next_poll_delay(conditions), 1600ms);
}

TEST(PollSchedule, TheReserveIsLeftToChallengesAndCodes) {
    auto conditions = plentiful();
    conditions.remaining = 60;
    conditions.until_reset = 20s;
    conditions.jitter = 0;
    EXPECT_EQ(next_poll_delay(conditions), 20s);
    conditions.jitter = 0.99;  // a fleet does not come back all at once
    EXPECT_GT(next_poll_delay(conditions), 24s);
}

TEST(PollSchedule, PushesOfOneDaemonShareWhatItMaySpend) {
    auto conditions = plentiful(5s);
    conditions.active_pushes = 100;
    const auto delay = next_poll_delay(conditions);
    EXPECT_GT(delay, 15s);  // 100 pushes at that pace are below half of 600 a minute
    conditions.limit = 0;
    EXPECT_LT(next_poll_delay(conditions), 2s);
    conditions.active_pushes = 1000;
    EXPECT_LT(next_poll_delay(conditions), 5s);
}

TEST(PollSchedule, ANewPushJoinsTheRoundAnywhere) {
    auto conditions = plentiful();
    conditions.active_pushes = 100;
    conditions.jitter = 0;
    EXPECT_LT(next_poll_delay(conditions), 2s);
    conditions.jitter = 0.5;
    EXPECT_GT(next_poll_delay(conditions), 8s);
    conditions.jitter = 0.99;
    EXPECT_GT(next_poll_delay(conditions), 15s);
}

TEST(PollSchedule, A429IsWaitedFor) {
    auto conditions = plentiful();
    conditions.told_to_wait = 12s;
    conditions.jitter = 0;
    EXPECT_EQ(next_poll_delay(conditions), 12s);
    conditions.told_to_wait = 2s;  // too many at once: soon again, but not all together
    conditions.jitter = 0.5;
    EXPECT_EQ(next_poll_delay(conditions), 3000ms);
}

TEST(PollSchedule, NothingMakesItSpinOrHang) {
    for (const int limit : {0, 1, 100, 1'000'000})
        for (const int remaining : {0, 1, 100, 1'000'000})
            for (const auto until_reset : {0ms, 1ms, 60'000ms, 300'000ms})
                for (const int active : {1, 1000}) {
                    PollConditions conditions;
                    conditions.limit = limit;
                    conditions.remaining = std::min(remaining, limit);
                    conditions.until_reset = until_reset;
                    conditions.active_pushes = active;
                    const auto delay = next_poll_delay(conditions);
                    EXPECT_GE(delay, 900ms);
                    EXPECT_LE(delay, until_reset + 10s);
                }
}

}  // namespace
}  // namespace okta_factor::okta
