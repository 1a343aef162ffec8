// SPDX-License-Identifier: MIT
#include "daemon/okta/client.h"

#include <gtest/gtest.h>

#include "tests/support/manual_executor.h"
#include "tests/unit/okta/bodies.h"
#include "tests/unit/okta/fake_transport.h"

namespace okta_factor::okta {
namespace {

using namespace std::chrono_literals;
using http::Method;
using test::error_body;
using test::org;
using test::Reply;
using test::user_body;
using test::user_id;
using test::waiting_body;

// Proves who we are with a word, and has a better one ready after a 401 if told so.
struct FakeAuthorizer final : Authorizer {
    loop::Task<Answer<Headers>> headers(Method, std::string, loop::TimePoint) override {
        Headers lines{"Authorization: SSWS " + word};
        co_return lines;
    }
    bool learn(const http::Response& response, const Headers&) override {
        if (response.status != 401 || next_word.empty()) return false;
        word = std::exchange(next_word, {});
        return true;
    }
    std::string word = "secret";
    std::string next_word;
};

class ClientTest : public testing::Test {
  protected:
    template <class T>
    T run(loop::Task<T> task) {
        return executor.finish(std::move(task));
    }
    Answer<User> find(const std::string& login = test::login) {
        return run(client.find_user(login));
    }

    static Factor factor(FactorKind kind, std::string id) {
        Factor made;
        made.kind = kind;
        made.id = std::move(id);
        return made;
    }
    Answer<Verification> challenge(FactorKind kind, ChallengeOptions options = {}) {
        return run(client.challenge(user_id, factor(kind, "fac1"), options));
    }
    /// A challenge on its way, until what is returned goes.
    loop::Root sending(FactorKind kind) {
        const auto send = [](Client& okta, Factor chosen) -> loop::Task<void> {
            auto challenging = okta.challenge(user_id, std::move(chosen), {});
            static_cast<void>(co_await challenging);
        };
        return {executor, send(client, factor(kind, "fac1")), {}};
    }
    Answer<Verification> verify(const std::string& code, FactorKind kind = FactorKind::totp) {
        return run(client.verify(user_id, factor(kind, "fac1"), Secret{std::string_view{code}}));
    }
    static Transaction transaction() {
        Transaction made;
        made.poll_url = made.cancel_url = test::transaction_url;
        return made;
    }
    Answer<Verification> poll() { return run(client.poll(transaction())); }

    [[nodiscard]] const test::FakeTransport::Sent& sent() const {
        return transport.requests.back();
    }

    test::ManualExecutor executor;
    test::FakeTransport transport{executor};
    FakeAuthorizer authorizer;
    Client client{executor, transport, authorizer, {.org_url = org, .version = "1.2.3"}};
};

// Users

TEST_F(ClientTest, FindsAUserByFullLogin) {
    transport.script(200, user_body());
    const auto user = find("Kate.Libby@gibson.example");
    ASSERT_TRUE(user);
    EXPECT_EQ(user->id, user_id);
    EXPECT_EQ(sent().method, Method::get);
    EXPECT_EQ(sent().url, org + "/api/v1/users/Kate.Libby@gibson.example");
    EXPECT_EQ(sent().header("Authorization"), "SSWS secret");
    EXPECT_EQ(sent().header("Accept"), "application/json");
    EXPECT_EQ(sent().header("User-Agent"),
              "Mozilla/5.0 (Linux; okta-factor/1.2.3) okta-factord/1.2.3");
    EXPECT_EQ(sent().header("X-Forwarded-For"), "");
}

TEST_F(ClientTest, RefusedLoginsNeverReachOkta) {
    for (const std::string login : {"", "me", "00u1", "a/b", "#", "."})
        EXPECT_EQ(find(login).error().meaning, Meaning::user_unknown);
    EXPECT_TRUE(transport.requests.empty());
}

TEST_F(ClientTest, AUserOfAnotherLoginIsNotTheUser) {
    transport.script(200, user_body("ACTIVE", "kate.libby@elsewhere.example"));
    EXPECT_EQ(find().error().meaning, Meaning::user_unknown);
}

TEST_F(ClientTest, AnUnknownUserIsNotFound) {
    transport.script(404, error_body("E0000007"));
    EXPECT_EQ(find().error().meaning, Meaning::user_unknown);
}

TEST_F(ClientTest, AnActiveUserIsRememberedForAWhile) {
    transport.script(200, user_body());
    EXPECT_TRUE(find());
    EXPECT_TRUE(find("KATE.LIBBY@GIBSON.EXAMPLE"));
    EXPECT_EQ(transport.requests.size(), 1U);
    executor.advance(301s);
    transport.script(200, user_body("SUSPENDED"));
    EXPECT_EQ(find()->status, UserStatus::suspended);
    transport.script(200, user_body());
    EXPECT_EQ(find()->status, UserStatus::active);
}

TEST_F(ClientTest, ReadingAUserAlwaysAsksAndForgetsWhoIsNotActiveAnyMore) {
    transport.script(200, user_body());
    EXPECT_TRUE(find());
    transport.script(200, user_body("SUSPENDED"));
    EXPECT_EQ(run(client.read_user(user_id, test::login))->status, UserStatus::suspended);
    EXPECT_EQ(sent().url, org + "/api/v1/users/" + user_id);
    transport.script(200, user_body());
    EXPECT_TRUE(find());
    EXPECT_EQ(transport.requests.size(), 3U);
}

TEST_F(ClientTest, ReadingAUserComparesIdAndLogin) {
    transport.script(200, user_body("ACTIVE", test::login, "00uOTHER"));
    EXPECT_EQ(run(client.read_user(user_id, test::login)).error().meaning, Meaning::user_unknown);
    transport.script(200, user_body("ACTIVE", "renamed@gibson.example"));
    EXPECT_EQ(run(client.read_user(user_id, test::login)).error().meaning, Meaning::user_unknown);
    EXPECT_EQ(run(client.read_user("../x", test::login)).error().meaning, Meaning::user_unknown);
    EXPECT_EQ(transport.requests.size(), 2U);
}

// Factors

TEST_F(ClientTest, FactorListIsShownFromTheCacheAndRefreshedBehind) {
    transport.script(200, test::factors_body);
    EXPECT_EQ(run(client.factors(user_id))->usable.size(), 3U);
    transport.script(Reply{200,
                           R"([{"id":"a","factorType":"sms","provider":"OKTA","status":"ACTIVE"}])",
                           {},
                           http::Problem::none,
                           40ms});
    EXPECT_EQ(run(client.factors(user_id))->usable.size(), 3U);
    EXPECT_EQ(run(client.factors(user_id))->usable.size(), 3U);  // one refresh is enough
    executor.advance(40ms);
    EXPECT_EQ(transport.requests.size(), 2U);
    transport.script(200, "[]");
    EXPECT_EQ(run(client.factors(user_id))->usable.size(), 1U);
    executor.run_ready();
    EXPECT_EQ(client.background_calls(), 0U);
}

TEST_F(ClientTest, AnEmptyFactorListIsNotCached) {
    transport.script(200, "[]");
    EXPECT_TRUE(run(client.factors(user_id))->usable.empty());
    transport.script(200, test::factors_body);
    EXPECT_EQ(run(client.factors(user_id))->usable.size(), 3U);
}

TEST_F(ClientTest, AnyErrorOfAFactorDropsTheList) {
    transport.script(200, test::factors_body);
    EXPECT_TRUE(run(client.factors(user_id)));
    transport.script(410, error_body("E0000154"));
    EXPECT_EQ(challenge(FactorKind::push).error().meaning, Meaning::factor_gone);
    transport.script(200, "[]");
    EXPECT_TRUE(run(client.factors(user_id))->usable.empty());
}

TEST_F(ClientTest, FactorListNeedNotBeCached) {
    Client plain{
        executor, transport, authorizer, {.org_url = org, .version = "1", .cache_factors = false}};
    transport.script(200, test::factors_body);
    transport.script(200, "[]");
    EXPECT_EQ(run(plain.factors(user_id))->usable.size(), 3U);
    EXPECT_TRUE(run(plain.factors(user_id))->usable.empty());
}

// Challenges

TEST_F(ClientTest, APushWithoutANumberHasNoBody) {
    transport.script(201, waiting_body());
    const auto answer = challenge(FactorKind::push);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->result, FactorResult::waiting);
    EXPECT_EQ(answer->transaction->poll_url, test::transaction_url);
    EXPECT_EQ(answer->transaction->number, std::nullopt);
    EXPECT_EQ(sent().method, Method::post);
    EXPECT_EQ(sent().url, org + "/api/v1/users/" + user_id + "/factors/fac1/verify");
    EXPECT_EQ(sent().body, std::nullopt);
    EXPECT_EQ(sent().header("Content-Type"), "");
}

TEST_F(ClientTest, APushWithANumberAsksForIt) {
    transport.script(201, waiting_body(test::number_42));
    const auto answer =
        challenge(FactorKind::push, {.number_matching = true, .client_address = ""});
    EXPECT_EQ(answer->transaction->number, 42);
    EXPECT_EQ(sent().body, R"({"useNumberMatchingChallenge":true})");
    EXPECT_EQ(sent().header("Content-Type"), "application/json");
}

TEST_F(ClientTest, OnlyNumericAddressesAreForwarded) {
    for (const auto& [address, forwarded] :
         {std::pair{"192.0.2.7", "192.0.2.7"}, std::pair{"2001:db8::7", "2001:db8::7"},
          std::pair{"gibson.example", ""}, std::pair{"192.0.2.7\r\nX: y", ""},
          std::pair{"192.0.2.7, 10.0.0.1", ""}, std::pair{"fe80::1%eth0", ""}}) {
        transport.script(201, waiting_body());
        EXPECT_TRUE(
            challenge(FactorKind::push, {.number_matching = false, .client_address = address}));
        EXPECT_EQ(sent().header("X-Forwarded-For"), forwarded) << address;
    }
}

TEST_F(ClientTest, ACodeIsSentForWithAnEmptyBody) {
    for (const auto kind : {FactorKind::sms, FactorKind::call, FactorKind::email}) {
        transport.script(200, R"({"factorResult":"CHALLENGE","profile":null})");
        const auto answer = challenge(kind, {.number_matching = true, .client_address = ""});
        EXPECT_EQ(answer->result, FactorResult::challenge);
        EXPECT_FALSE(answer->transaction);
        EXPECT_EQ(sent().body, std::nullopt);
    }
}

TEST_F(ClientTest, ATransactionThatLeadsOutOfTheOrgIsRefused) {
    transport.script(201, waiting_body("", "https://evil.example/api/v1/x"));
    EXPECT_EQ(challenge(FactorKind::push).error().meaning, Meaning::misconfigured);
    transport.script(201, R"({"factorResult":"WAITING"})");
    EXPECT_EQ(challenge(FactorKind::push).error().meaning, Meaning::unintelligible);
}

TEST_F(ClientTest, ExpiryIsByOurClockWhateverOktasSays) {
    Reply reply{201, waiting_body(R"("expiresAt":"2026-11-22T09:51:40.000Z",)"), {}};
    reply.headers.emplace_back("date", "Sun, 22 Nov 2026 09:46:40 GMT");
    transport.script(std::move(reply));
    const auto answer = challenge(FactorKind::push);
    EXPECT_EQ(answer->transaction->expires_at, executor.wall_time() + 300s);
}

// Verification

TEST_F(ClientTest, APasscodeIsAStringWithItsZeros) {
    transport.script(200, R"({"factorResult":"SUCCESS"})");
    EXPECT_EQ(verify("012345")->result, FactorResult::success);
    EXPECT_EQ(sent().body, R"({"passCode":"012345"})");
}

TEST_F(ClientTest, AnAnswerIsSentAsUtf8) {
    transport.script(200, R"({"factorResult":"SUCCESS"})");
    EXPECT_TRUE(verify("M\xC3\xBCnchen \"\\", FactorKind::question));
    EXPECT_EQ(sent().body, "{\"answer\":\"M\xC3\xBCnchen \\\"\\\\\"}");
    EXPECT_EQ(verify("M\xFCnchen", FactorKind::question).error().meaning, Meaning::bad_request);
    EXPECT_EQ(transport.requests.size(), 1U);
}

TEST_F(ClientTest, OnlyA200WithExactlySuccessIsSuccess) {
    for (const int status : {201, 202, 204, 206, 302, 400, 403, 500}) {
        transport.script(status, R"({"factorResult":"SUCCESS"})");
        const auto answer = verify("123456");
        EXPECT_FALSE(answer && answer->result == FactorResult::success) << status;
    }
    for (const std::string body :
         {"", "{}", "SUCCESS", "\"SUCCESS\"", R"({"factorResult":"success"})",
          R"({"factorResult":["SUCCESS"]})", R"({"factorResult":"SUCCESS"},)",
          R"({"factorResult":"SUCCESS","factorResult":"FAILED"})", R"({"status":"SUCCESS"})"}) {
        transport.script(200, body);
        const auto answer = verify("123456");
        EXPECT_FALSE(answer && answer->result == FactorResult::success) << body;
    }
    for (const auto problem :
         {http::Problem::broken, http::Problem::too_large, http::Problem::tls}) {
        transport.script(Reply{200, R"({"factorResult":"SUCCESS"})", {}, problem});
        EXPECT_FALSE(verify("123456"));
    }
}

TEST_F(ClientTest, AnAnswerThatIsNoAnswerIsNotAnOutage) {
    transport.script(200, "<html>maintenance</html>");
    EXPECT_EQ(verify("123456").error().meaning, Meaning::unintelligible);
}

TEST_F(ClientTest, AWrongCodeIsAWrongCode) {
    Reply reply{403, error_body("E0000068"), {{"x-okta-request-id", "ZkReq1"}}};
    transport.script(std::move(reply));
    const auto answer = verify("123456");
    EXPECT_EQ(answer.error().meaning, Meaning::wrong_answer);
    EXPECT_EQ(answer.error().request_id, "ZkReq1");
}

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
    hear_of("0", in_ten_seconds.c_str());
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

// Repeating

TEST_F(ClientTest, ReadingIsRepeatedOnceWhenTheConnectionBroke) {
    transport.script(http::Problem::broken);
    transport.script(200, user_body());
    EXPECT_TRUE(find());
    transport.script(502, "<html>");
    transport.script(503, error_body("E0000010"));
    EXPECT_EQ(poll().error().meaning, Meaning::unwell);
    EXPECT_EQ(transport.left(), 0U);
}

TEST_F(ClientTest, WhatActsIsNeverRepeated) {
    for (const auto problem : {http::Problem::broken, http::Problem::timeout}) {
        transport.script(problem);
        EXPECT_EQ(verify("123456").error().meaning, Meaning::unreachable);
    }
    transport.script(500, error_body("E0000009"));
    EXPECT_EQ(challenge(FactorKind::push).error().meaning, Meaning::unwell);
    EXPECT_EQ(transport.left(), 0U);
}

TEST_F(ClientTest, NothingIsRepeatedPastTheDeadline) {
    transport.script(Reply{0, "", {}, http::Problem::broken, 7900ms});
    EXPECT_EQ(find().error().meaning, Meaning::unreachable);
    transport.script(Reply{502, "", {}, http::Problem::none, 3s});
    transport.script(200, user_body());
    EXPECT_TRUE(find());
    EXPECT_EQ(sent().timeout, 5s);
}

TEST_F(ClientTest, ABetterProofIsTriedOnceEvenForWhatActs) {
    authorizer.next_word = "better";
    transport.script(401, error_body("E0000011"));
    transport.script(200, R"({"factorResult":"SUCCESS"})");
    EXPECT_TRUE(verify("123456"));
    EXPECT_EQ(sent().header("Authorization"), "SSWS better");
    EXPECT_EQ(sent().body, R"({"passCode":"123456"})");
    transport.script(401, error_body("E0000011"));
    EXPECT_EQ(verify("123456").error().meaning, Meaning::misconfigured);
}

// Limits of our own

TEST_F(ClientTest, NoMoreThan35RequestsRunAtOnce) {
    std::vector<loop::Root> logins;
    for (int i = 0; i < 100; ++i)
        transport.script(Reply{200, waiting_body(), {}, http::Problem::none, 10ms});
    int done = 0;
    const auto one = [this, &done]() -> loop::Task<void> {
        auto polling = client.poll(transaction());
        if (co_await polling) ++done;
    };
    for (int i = 0; i < 100; ++i)
        logins.emplace_back(executor, one(), std::function<void(std::exception_ptr)>{});
    EXPECT_EQ(transport.under_way(), 35);
    executor.advance(1s);
    EXPECT_EQ(done, 100);
}

TEST_F(ClientTest, AFullQueueIsALimitAndNotAnUnreachableOkta) {
    std::vector<loop::Root> logins;
    for (int i = 0; i < 35; ++i) {
        transport.script(Reply{200, waiting_body(), {}, http::Problem::none, 8s});
        logins.push_back(sending(FactorKind::sms));
    }
    transport.script(200, user_body());
    const auto user = find();
    EXPECT_EQ(user.error().meaning, Meaning::slow_down);
}

// Reachability

TEST_F(ClientTest, TwoFailuresInARowAreProofAndAProbeFindsOktaAgain) {
    transport.script(http::Problem::connect);
    EXPECT_EQ(find().error().meaning, Meaning::unreachable);
    executor.run_ready();  // the probe that comes at once
    EXPECT_FALSE(client.reachable());
    ASSERT_EQ(transport.probes.size(), 1U);
    EXPECT_EQ(transport.probes[0].url, org + "/.well-known/okta-organization");
    EXPECT_EQ(transport.probes[0].header("Authorization"), "");
    transport.script_probe(503);
    executor.advance(1s);
    EXPECT_FALSE(client.reachable());
    transport.script_probe(404);
    executor.advance(2s);
    EXPECT_TRUE(client.reachable());
    executor.advance(10min);
    EXPECT_EQ(transport.probes.size(), 3U);
}

TEST_F(ClientTest, ALoginThatGetsThroughEndsTheProbing) {
    transport.script(http::Problem::connect);
    EXPECT_FALSE(find());
    executor.run_ready();
    EXPECT_FALSE(client.reachable());
    transport.script(200, user_body());
    EXPECT_TRUE(find());
    EXPECT_TRUE(client.reachable());
    executor.advance(10min);
    EXPECT_EQ(transport.probes.size(), 1U);
}

TEST_F(ClientTest, WhileOktaIsAwayTheProbesBecomeFewer) {
    transport.script(http::Problem::timeout);
    EXPECT_FALSE(find());
    executor.advance(10min);
    EXPECT_FALSE(client.reachable());
    EXPECT_LT(transport.probes.size(), 30U);
    transport.script_probe(200);
    executor.advance(30s);
    EXPECT_TRUE(client.reachable());
}

TEST_F(ClientTest, RefusalsDoNotMakeOktaUnreachable) {
    for (int i = 0; i < 5; ++i) {
        transport.script(http::Problem::tls);
        EXPECT_FALSE(find());
        transport.script(429, error_body("E0000047"));
        EXPECT_FALSE(find());
        transport.script(401, error_body("E0000011"));
        EXPECT_FALSE(find());
    }
    EXPECT_TRUE(client.reachable());
    EXPECT_TRUE(transport.probes.empty());
}

TEST_F(ClientTest, WarmingUpOpensAConnection) {
    transport.script_probe(200);
    client.warm_up();
    executor.run_ready();
    EXPECT_EQ(transport.probes.size(), 1U);
    EXPECT_EQ(client.background_calls(), 0U);
}

// Groups

TEST_F(ClientTest, GroupsAreReadPageByPage) {
    const auto link = org + "/api/v1/users/" + user_id + "/groups?after=2&limit=200";
    transport.script(Reply{200,
                           R"([{"id":"1","profile":{"name":"Admins"}}])",
                           {{"link", "<" + link + ">; rel=\"next\""}}});
    transport.script(200, R"([{"id":"2","profile":{"name":"Ops"}}])");
    const auto groups = run(client.groups(user_id));
    ASSERT_TRUE(groups);
    EXPECT_EQ(*groups, (std::vector<std::string>{"Admins", "Ops"}));
    EXPECT_EQ(transport.requests[0].url, org + "/api/v1/users/" + user_id + "/groups?limit=200");
    EXPECT_EQ(transport.requests[1].url, link);
}

TEST_F(ClientTest, PagesThatLeadAwayOrNeverEndAreRefused) {
    transport.script(Reply{200, "[]", {{"link", "<https://evil.example/api/v1/x>; rel=\"next\""}}});
    EXPECT_EQ(run(client.groups(user_id)).error().meaning, Meaning::misconfigured);
    for (int i = 0; i < 50; ++i)
        transport.script(Reply{200, "[]", {{"link", "<" + org + "/api/v1/x>; rel=\"next\""}}});
    EXPECT_EQ(run(client.groups(user_id)).error().meaning, Meaning::bad_request);
}

// Cancellation of the login itself

TEST_F(ClientTest, DestroyingACallAbortsItsRequest) {
    transport.script(Reply{200, user_body(), {}, http::Problem::none, 1s});
    {
        const auto call = client.find_user(test::login);
        call.start();
        EXPECT_EQ(transport.under_way(), 1);
    }
    EXPECT_EQ(transport.under_way(), 0);
}

}  // namespace
}  // namespace okta_factor::okta
