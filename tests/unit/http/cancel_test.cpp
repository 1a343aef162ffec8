// SPDX-License-Identifier: MIT
// Many requests at once, and some that are given up at the worst moments.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "tests/unit/http/fixture.h"

namespace okta_factor::test {
namespace {

using http::Problem;

class CancelTest : public TransportTest {
  protected:
    using Requests = std::vector<std::unique_ptr<Pending>>;

    Requests start_many(int count, const std::string& url) {
        Requests all;
        for (int i = 0; i < count; ++i)
            all.push_back(start(post(url, std::to_string(i))));
        return all;
    }
    static bool all_done(const Requests& all) {
        return std::all_of(all.begin(), all.end(), [](const auto& one) { return one->done(); });
    }
    /// Says back what it was told.
    Server echo_{with_tls(identity_, answering([](const ReceivedRequest& request) {
                              return http_response(200, request.body);
                          }))};
};

TEST_F(CancelTest, DestroyingTheTaskClosesTheConnectionAndDisturbsNobody) {
    const Server mute{with_tls(identity_, [](Stream& stream) { stream.wait_for_close(); })};
    auto stuck = start(get(mute.url()));
    const auto other_stuck = start(get(mute.url()));
    ASSERT_TRUE(run_until([&] { return mute.accepted() == 2; }));
    EXPECT_EQ(mute.ended(), 0);
    stuck.reset();
    EXPECT_EQ(fetch(post(echo_.url(), "still here")).body, "still here");
    EXPECT_TRUE(run_until([&] { return mute.ended() == 1; }));
    EXPECT_FALSE(other_stuck->done());
}

TEST_F(CancelTest, DestroyedBeforeTheFirstTurnOfTheLoop) {
    auto pending = start(get(echo_.url()));
    pending.reset();
    EXPECT_EQ(fetch(post(echo_.url(), "next")).body, "next");
}

TEST_F(CancelTest, ATaskThatNeverStartedSendsNothing) {
    { const auto task = transport().send(get(echo_.url())); }
    EXPECT_EQ(transport().statistics().requests, 0U);
    EXPECT_EQ(echo_.accepted(), 0);
}

TEST_F(CancelTest, TwoHundredAtOnceEachGetTheirOwnAnswer) {
    const auto all = start_many(200, echo_.url());
    ASSERT_TRUE(run_until([&] { return all_done(all); }));
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i]->response().problem, Problem::none) << all[i]->response().detail;
        EXPECT_EQ(all[i]->response().body, std::to_string(i));
    }
    EXPECT_LE(echo_.accepted(), 40);
    EXPECT_EQ(transport().statistics().connections, static_cast<unsigned>(echo_.accepted()));
}

/// One request whose end destroys all the others, finished or not.
loop::Task<void> destroyer(http::Transport& transport, http::Request request,
                           std::vector<std::unique_ptr<Pending>>& others) {
    co_await transport.send(std::move(request));
    others.clear();
}

TEST_F(CancelTest, AFinishedRequestMayDestroyAllOthers) {
    for (int round = 0; round < 20; ++round) {
        auto others = start_many(10, echo_.url());
        auto request = post(echo_.url(), "mine");
        const loop::Root root{loop_, "test", destroyer(transport(), std::move(request), others)};
        auto later = start_many(10, echo_.url());
        ASSERT_TRUE(run_until([&] { return others.empty() && all_done(later); }));
        for (const auto& one : later)
            EXPECT_EQ(one->response().problem, Problem::none) << one->response().detail;
    }
}

TEST_F(CancelTest, EveryOtherOneGivenUpMidway) {
    auto all = start_many(60, echo_.url());
    ASSERT_TRUE(run_until([&] { return all[0]->done(); }));
    for (std::size_t i = 1; i < all.size(); i += 2)
        all[i].reset();
    std::erase(all, nullptr);
    ASSERT_TRUE(run_until([&] { return all_done(all); }));
    for (std::size_t i = 0; i < all.size(); ++i)
        EXPECT_EQ(all[i]->response().body, std::to_string(2 * i)) << all[i]->response().detail;
}

TEST_F(CancelTest, TheTransportGoesWithConnectionsKept) {
    fetch(post(echo_.url(), "x"));
    transport_.reset();
    EXPECT_TRUE(run_until([&] { return echo_.ended() == 1; }));
}

}  // namespace
}  // namespace okta_factor::test
