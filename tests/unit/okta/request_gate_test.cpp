// SPDX-License-Identifier: MIT
#include "daemon/okta/request_gate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "daemon/loop/awaitables.h"
#include "tests/support/manual_executor.h"

namespace okta_factor::okta {
namespace {

using namespace std::chrono_literals;

class RequestGateTest : public testing::Test {
  protected:
    loop::Task<void> visit(std::string name, loop::milliseconds stay, loop::milliseconds patience,
                           Turn turn) {
        RequestGate::Place place{gate, executor.now() + patience, turn};
        const bool inside = co_await place;
        log.push_back(name + (inside ? " in" : " gave up"));
        if (!inside) co_return;
        loop::Sleep sleep{executor, executor.now() + stay};
        co_await sleep;
        log.push_back(name + " out");
    }

    loop::Root start(std::string name, loop::milliseconds stay = 10ms,
                     loop::milliseconds patience = 1h, Turn turn = Turn::goes_on) {
        return loop::Root{executor, "test", visit(std::move(name), stay, patience, turn)};
    }

    using Log = std::vector<std::string>;
    test::ManualExecutor executor;
    RequestGate gate{executor, 2};
    Log log;
};

TEST_F(RequestGateTest, LetsNoMoreThanItsNumberIn) {
    const auto a = start("a"), b = start("b"), c = start("c");
    executor.run_ready();
    EXPECT_EQ(log, (Log{"a in", "b in"}));
    EXPECT_EQ(gate.queued(Turn::goes_on), 1U);
    executor.advance(10ms);
    EXPECT_EQ(log, (Log{"a in", "b in", "a out", "b out", "c in"}));
}

TEST_F(RequestGateTest, FirstComeFirstServed) {
    const auto a = start("a", 10ms), b = start("b", 20ms), c = start("c", 1s), d = start("d", 1s);
    executor.advance(20ms);
    EXPECT_EQ(log, (Log{"a in", "b in", "a out", "c in", "b out", "d in"}));
}

TEST_F(RequestGateTest, WhoCameFurtherGoesFirst) {
    const auto a = start("a"), b = start("b");
    const auto c = start("c", 10ms, 1h, Turn::begins), d = start("d", 10ms, 1h, Turn::is_known);
    const auto e = start("e", 10ms, 1h, Turn::begins), f = start("f", 10ms, 1h, Turn::goes_on);
    executor.run_ready();
    EXPECT_EQ(gate.queued(Turn::begins), 2U);
    EXPECT_EQ(gate.queued(Turn::is_known), 1U);
    EXPECT_EQ(gate.queued(Turn::goes_on), 1U);
    executor.advance(30ms);
    EXPECT_EQ(log, (Log{"a in", "b in", "a out", "b out", "f in", "d in", "f out", "d out", "c in",
                        "e in", "c out", "e out"}));
}

TEST_F(RequestGateTest, WhoLeavesTheQueueIsPassedOver) {
    const auto a = start("a"), b = start("b");
    auto c = start("c");
    const auto d = start("d");
    c = {};
    executor.advance(10ms);
    EXPECT_EQ(log, (Log{"a in", "b in", "a out", "b out", "d in"}));
}

TEST_F(RequestGateTest, WhoIsCancelledInsideGivesThePlaceOn) {
    auto a = start("a", 1h);
    const auto b = start("b", 1h), c = start("c", 1h);
    a = {};
    executor.run_ready();
    EXPECT_EQ(log, (Log{"a in", "b in", "c in"}));
}

TEST_F(RequestGateTest, WhoIsCancelledOnTheThresholdGivesThePlaceOn) {
    auto a = start("a", 1h);
    const auto b = start("b", 1h);
    auto c = start("c", 1h);
    const auto d = start("d", 1h);
    a = {};  // c is admitted, but has not run yet
    c = {};
    executor.run_ready();
    EXPECT_EQ(log, (Log{"a in", "b in", "d in"}));
}

TEST_F(RequestGateTest, NobodyQueuesLongerThanTheirDeadline) {
    const auto a = start("a", 1h), b = start("b", 1h), c = start("c", 1h, 50ms);
    executor.advance(50ms);
    EXPECT_EQ(log, (Log{"a in", "b in", "c gave up"}));
    EXPECT_EQ(gate.queued(Turn::goes_on), 0U);
}

TEST_F(RequestGateTest, PlacesComeBackWhenAllHaveLeft) {
    for (int round = 0; round < 3; ++round) {
        const auto a = start("a"), b = start("b"), c = start("c");
        executor.advance(1s);
    }
    log.clear();
    const auto a = start("a"), b = start("b"), c = start("c");
    EXPECT_EQ(log, (Log{"a in", "b in"}));
}

}  // namespace
}  // namespace okta_factor::okta
