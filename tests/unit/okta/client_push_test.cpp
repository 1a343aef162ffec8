// SPDX-License-Identifier: MIT
// Pushes: polled at a pace the quota allows, and taken back.
#include "tests/unit/okta/client_fixture.h"

namespace okta_factor::okta {
namespace {

// Polling

TEST_F(ClientTest, APollFollowsTheLink) {
    transport.script(200, waiting_body(test::number_42));
    const auto answer = poll();
    EXPECT_EQ(sent().method, Method::get);
    EXPECT_EQ(sent().url, test::transaction_url);
    EXPECT_EQ(answer->transaction->number, 42);
}

TEST_F(ClientTest, APollWithoutLinksKeepsThoseItHas) {
    transport.script(200, R"({"factorResult":"WAITING"})");
    EXPECT_EQ(poll()->transaction->poll_url, test::transaction_url);
    transport.script(200, waiting_body("", "https://evil.example/api/v1/x"));
    EXPECT_EQ(poll().error().meaning, Meaning::misconfigured);
}

TEST_F(ClientTest, APollEndsAsThePersonDecided) {
    transport.script(200, R"({"factorResult":"SUCCESS"})");
    EXPECT_EQ(poll()->result, FactorResult::success);
    transport.script(200, R"({"factorResult":"REJECTED"})");
    EXPECT_EQ(poll()->result, FactorResult::rejected);
    transport.script(200, R"({"factorResult":"TELEPATHY"})");
    EXPECT_EQ(poll()->result, FactorResult::unknown);
    transport.script(202, error_body("E0000070"));
    EXPECT_EQ(poll().error().meaning, Meaning::keep_polling);
    transport.script(404, error_body("E0000191"));
    EXPECT_EQ(poll().error().meaning, Meaning::transaction_over);
}

TEST_F(ClientTest, ALinkOutOfTheOrgIsNeverFollowed) {
    Transaction evil;
    evil.poll_url = evil.cancel_url = "https://evil.example/api/v1/x";
    EXPECT_EQ(run(client.poll(evil)).error().meaning, Meaning::misconfigured);
    client.cancel(evil);
    executor.run_ready();
    EXPECT_TRUE(transport.requests.empty());
}

TEST_F(ClientTest, PollingSlowsDownAsTheQuotaFalls) {
    const auto before = client.next_poll_delay(1s);
    Reply reply{200, waiting_body(), {{"date", "Sun, 22 Nov 2026 09:46:40 GMT"}}};
    reply.headers.emplace_back("x-rate-limit-limit", "600");
    reply.headers.emplace_back("x-rate-limit-remaining", "30");
    reply.headers.emplace_back("x-rate-limit-reset", "1795340830");
    transport.script(std::move(reply));
    EXPECT_TRUE(poll());
    EXPECT_EQ(client.quota()->remaining, 30);
    EXPECT_LT(before, 2s);
    EXPECT_GE(client.next_poll_delay(1s), 31s);
    executor.advance(40s);
    EXPECT_FALSE(client.quota());
    EXPECT_LT(client.next_poll_delay(1s), 2s);
}

TEST_F(ClientTest, A429SaysHowLongAndThePollsWaitForIt) {
    Reply reply{429, error_body("E0000047"), {{"date", "Sun, 22 Nov 2026 09:46:40 GMT"}}};
    reply.headers.emplace_back("x-rate-limit-limit", "600");
    reply.headers.emplace_back("x-rate-limit-remaining", "0");
    reply.headers.emplace_back("x-rate-limit-reset", "1795340859");
    transport.script(std::move(reply));
    const auto answer = poll();
    EXPECT_EQ(answer.error().meaning, Meaning::slow_down);
    EXPECT_EQ(answer.error().wait, 60s);
    EXPECT_GE(client.next_poll_delay(1s), 60s);
}

TEST_F(ClientTest, TheOnlyPushIsSentHoweverLittleOfTheLimitIsLeft) {
    Reply reply{
        200, R"({"factorResult":"CHALLENGE"})", {{"date", "Sun, 22 Nov 2026 09:46:40 GMT"}}};
    reply.headers.emplace_back("x-rate-limit-limit", "100");
    reply.headers.emplace_back("x-rate-limit-remaining", "1");
    reply.headers.emplace_back("x-rate-limit-reset", "1795340859");
    transport.script(std::move(reply));
    EXPECT_TRUE(challenge(FactorKind::sms));
    transport.script(201, waiting_body());
    EXPECT_TRUE(challenge(FactorKind::push));
}

TEST_F(ClientTest, APushThatTheOrgsLimitLeavesNoRoomForIsNotSent) {
    const auto hear_of = [this](const char* remaining, const char* reset) {
        Reply reply{200, waiting_body(), {{"date", "Sun, 22 Nov 2026 09:46:40 GMT"}}};
        reply.headers.emplace_back("x-rate-limit-limit", "100");
        reply.headers.emplace_back("x-rate-limit-remaining", remaining);
        reply.headers.emplace_back("x-rate-limit-reset", reset);
        transport.script(std::move(reply));
        EXPECT_TRUE(poll());
    };
    const std::string in_a_minute = "1795340859", in_ten_seconds = "1795340809";
    hear_of("19", in_a_minute.c_str());  // 10 in reserve, 5 for the push that is polled
    const auto refused = challenge(FactorKind::push);
    EXPECT_EQ(refused.error().meaning, Meaning::slow_down);
    EXPECT_EQ(refused.error().wait, 60s);
    EXPECT_EQ(transport.requests.size(), 1U);
    transport.script(200, R"({"factorResult":"CHALLENGE"})");
    EXPECT_TRUE(challenge(FactorKind::sms)) << "needs no polls";

    hear_of("20", in_a_minute.c_str());
    transport.script(201, waiting_body());
    EXPECT_TRUE(challenge(FactorKind::push));
    hear_of("1", in_ten_seconds.c_str());
    transport.script(201, waiting_body());
    EXPECT_TRUE(challenge(FactorKind::push)) << "it is asked about after the reset";
}

// Cancelling

TEST_F(ClientTest, CancellingIsDoneBehindTheBackOfTheLogin) {
    transport.script(Reply{204, "", {}, http::Problem::none, 40ms});
    client.cancel(transaction());
    EXPECT_EQ(client.background_calls(), 1U);
    EXPECT_EQ(sent().method, Method::del);
    EXPECT_EQ(sent().url, test::transaction_url);
    executor.advance(40ms);
    EXPECT_EQ(client.background_calls(), 0U);
}

TEST_F(ClientTest, CancellationsAreBoundedAndLeaveRoomForLogins) {
    for (int i = 0; i < 10; ++i)
        transport.script(Reply{204, "", {}, http::Problem::none, 1h});
    for (int i = 0; i < 5000; ++i)
        client.cancel(transaction());
    EXPECT_LE(client.taking_back(), 4096U);
    EXPECT_EQ(transport.under_way(), 10);
    executor.advance(1h);
    EXPECT_EQ(client.taking_back(), 0U);
}

TEST_F(ClientTest, APushWhoseLoginIsOverBeforeOktaAnswersIsTakenBack) {
    int idle = 0;
    client.when_taken_back([&] { ++idle; });
    transport.script(Reply{201, waiting_body(), {}, http::Problem::none, 40ms});
    transport.script(204, "");
    {
        auto login = sending(FactorKind::push);
        EXPECT_EQ(transport.under_way(), 1);
    }
    EXPECT_EQ(client.taking_back(), 1U);
    executor.advance(40ms);
    EXPECT_EQ(transport.requests.size(), 2U);
    EXPECT_EQ(sent().method, Method::del);
    EXPECT_EQ(sent().url, test::transaction_url);
    EXPECT_EQ(client.taking_back(), 0U);
    EXPECT_EQ(idle, 1);
}

TEST_F(ClientTest, APushThatWasNotSentNeedsNoTakingBack) {
    transport.script(Reply{403, error_body("E0000006"), {}, http::Problem::none, 40ms});
    { auto login = sending(FactorKind::push); }
    executor.advance(40ms);
    EXPECT_EQ(transport.requests.size(), 1U);
    EXPECT_EQ(client.taking_back(), 0U);
}

TEST_F(ClientTest, ATextMessageWhoseLoginIsOverIsNotWaitedFor) {
    transport.script(Reply{200, "{}", {}, http::Problem::none, 40ms});
    { auto login = sending(FactorKind::sms); }
    EXPECT_EQ(transport.under_way(), 0);
    EXPECT_EQ(client.taking_back(), 0U);
}

}  // namespace
}  // namespace okta_factor::okta
