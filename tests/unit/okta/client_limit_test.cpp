// SPDX-License-Identifier: MIT
// While the org's limit is known to be spent Okta is not asked: it would refuse, and count it.
#include "tests/unit/okta/client_fixture.h"

namespace okta_factor::okta {
namespace {

class SpentLimit : public ClientTest {
  protected:
    /// An answer that leaves so much of the limit, which resets a minute from then.
    static Reply leaving(const char* remaining, int status, std::string body) {
        Reply reply{status, std::move(body), {{"date", "Sun, 22 Nov 2026 09:46:40 GMT"}}};
        reply.headers.emplace_back("x-rate-limit-limit", "600");
        reply.headers.emplace_back("x-rate-limit-remaining", remaining);
        reply.headers.emplace_back("x-rate-limit-reset", "1795340859");
        return reply;
    }
    void spend() {
        transport.script(leaving("0", 200, waiting_body()));
        EXPECT_TRUE(poll());
        asked = transport.requests.size();
    }
    template <class T>
    void expect_unasked(const Answer<T>& answer, loop::seconds wait) {
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().meaning, Meaning::slow_down);
        EXPECT_EQ(answer.error().wait, wait);
        EXPECT_TRUE(answer.error().never_sent);
        EXPECT_EQ(transport.requests.size(), asked);
    }
    std::size_t asked = 0;
};

TEST_F(SpentLimit, IsNotAskedAgainstUntilItResets) {
    spend();
    expect_unasked(poll(), 60s);
    expect_unasked(verify("123456"), 60s);
    executor.advance(20s);
    expect_unasked(challenge(FactorKind::push), 40s);
    expect_unasked(run(client.factors(user_id)), 40s);
    EXPECT_TRUE(client.reachable());
    executor.advance(40s);
    transport.script(200, waiting_body());
    EXPECT_TRUE(poll());
}

TEST_F(SpentLimit, IsKnownFromA429Too) {
    transport.script(leaving("0", 429, error_body("E0000047")));
    EXPECT_FALSE(poll().error().never_sent);
    asked = 1;
    expect_unasked(poll(), 60s);
    executor.advance(60s);
    transport.script(429, error_body("E0000047"));  // without a word on how long
    EXPECT_FALSE(poll());
    asked = 2;
    expect_unasked(poll(), 5s);
}

TEST_F(SpentLimit, OfFactorsSaysNothingOfUsersNorTheOtherWayRound) {
    spend();
    transport.script(leaving("0", 200, user_body()));
    EXPECT_TRUE(run(client.read_user(user_id, test::login)));
    asked = 2;
    expect_unasked(run(client.read_user(user_id, test::login)), 60s);
    executor.advance(60s);
    transport.script(leaving("0", 200, user_body()));
    EXPECT_TRUE(run(client.read_user(user_id, test::login)));
    transport.script(200, waiting_body());
    EXPECT_TRUE(poll());
}

TEST_F(SpentLimit, IsFoundOutWhenItIsACallsTurn) {
    std::vector<loop::Root> logins;
    for (int i = 0; i < 35; ++i) {
        transport.script(Reply{200, waiting_body(), {}, http::Problem::none, 1s});
        logins.push_back(sending(FactorKind::sms));
    }
    transport.requests.clear();
    std::optional<Answer<Verification>> answer;
    const auto queued = [&]() -> loop::Task<void> {
        auto polling = client.poll(transaction());
        answer = co_await polling;
    };
    const loop::Root last{executor, queued(), {}};
    transport.script(leaving("0", 200, waiting_body()));
    executor.advance(999ms);
    EXPECT_FALSE(answer);
    executor.advance(1ms);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(*answer) << "none of the others had said that nothing is left";
}

TEST_F(SpentLimit, IsNotTooManyAtOnce) {
    Reply reply{429, error_body("E0000047"), {{"date", "Sun, 22 Nov 2026 09:46:40 GMT"}}};
    reply.headers.emplace_back("x-rate-limit-limit", "0");
    reply.headers.emplace_back("x-rate-limit-remaining", "0");
    reply.headers.emplace_back("x-rate-limit-reset", "1795340800");
    transport.script(std::move(reply));
    EXPECT_EQ(poll().error().wait, 1s);
    EXPECT_GE(client.next_poll_delay(1s), 1s);
    transport.script(200, waiting_body());
    EXPECT_TRUE(poll());
}

TEST_F(SpentLimit, LetsAPushBeTakenBackOnceItResets) {
    spend();
    client.cancel(transaction());
    executor.advance(59s);
    EXPECT_EQ(transport.requests.size(), asked);
    EXPECT_EQ(client.taking_back(), 0U) << "a shutdown does not wait for it";
    EXPECT_EQ(client.taking_back_later(), 1U);
    transport.script(leaving("0", 429, error_body("E0000047")));
    executor.advance(1s);
    EXPECT_EQ(sent().method, Method::del);
    transport.script(204, "");
    executor.advance(60s);
    EXPECT_EQ(transport.requests.size(), asked + 2);
    EXPECT_EQ(client.background_calls(), 0U);
}

TEST_F(SpentLimit, LeavesAPushAloneThatWillBeGoneByThen) {
    spend();
    auto old = transaction();
    old.expires_at = executor.wall_time() + 59s;
    client.cancel(std::move(old));
    executor.advance(10min);
    EXPECT_EQ(transport.requests.size(), asked);
    EXPECT_EQ(client.background_calls(), 0U);
}

}  // namespace
}  // namespace okta_factor::okta
