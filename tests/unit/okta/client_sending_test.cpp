// SPDX-License-Identifier: MIT
// Sending calls: repeated where that is safe, in turn, and what failures tell of Okta.
#include "tests/unit/okta/client_fixture.h"

namespace okta_factor::okta {
namespace {

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

TEST_F(ClientTest, AFullQueueIsThisMachinesAndNotAnUnreachableOkta) {
    std::vector<loop::Root> logins;
    for (int i = 0; i < 2 * 35; ++i) {  // as many are asked about, and as many wait
        transport.script(Reply{200, waiting_body(), {}, http::Problem::none, 9s});
        logins.push_back(sending(FactorKind::sms));
    }
    transport.script(200, user_body());
    const auto user = find();
    ASSERT_FALSE(user);
    EXPECT_EQ(user.error().meaning, Meaning::machine_busy);
    EXPECT_TRUE(user.error().never_sent);
}

// Else a queue would make of an Okta that answers in time one that does not.
TEST_F(ClientTest, WhatWaitedForItsTurnHasAllTheTimeThatOthersHave) {
    std::vector<loop::Root> logins;
    for (int i = 0; i < 35; ++i) {
        transport.script(Reply{200, waiting_body(), {}, http::Problem::none, 7900ms});
        logins.push_back(sending(FactorKind::sms));
    }
    transport.script(Reply{200, user_body(), {}, http::Problem::none, 7900ms});
    EXPECT_TRUE(find());
    EXPECT_EQ(sent().timeout, 8s);
}

TEST_F(ClientTest, TroubleOfThisMachineSaysNothingOfOkta) {
    for (const auto problem :
         {http::Problem::machine, http::Problem::busy, http::Problem::proxy_refused}) {
        for (int i = 0; i < 5; ++i) {
            transport.script(problem);
            EXPECT_FALSE(counts_as_unreachable(find().error().meaning));
            EXPECT_TRUE(client.reachable());
        }
    }
}

TEST_F(ClientTest, SilenceAfterABadAnswerDoesNotMakeAnOutageOfIt) {
    transport.script(http::Problem::garbled);
    transport.script(http::Problem::connect);
    EXPECT_EQ(find().error().meaning, Meaning::unintelligible);
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
    EXPECT_EQ(client.trouble(), "nobody is there");
    transport.script_probe(200);
    executor.advance(30s);
    EXPECT_TRUE(client.reachable());
    EXPECT_TRUE(client.trouble().empty());
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

TEST_F(ClientTest, AProofThatOktaRefusesIsToldBeforeAnybodyLogsIn) {
    std::vector<Meaning> told;
    const auto tell = [&](const Failure& failure) { told.push_back(failure.meaning); };
    for (int i = 0; i < 3; ++i)
        transport.script_probe(200);
    client.warm_up({.proof_refused = tell});
    executor.run_ready();
    EXPECT_TRUE(told.empty());
    authorizer.failure.emplace().meaning = Meaning::unreachable;
    client.warm_up({.proof_refused = tell});
    authorizer.failure->meaning = Meaning::misconfigured;
    client.warm_up({.proof_refused = tell});
    executor.run_ready();
    EXPECT_EQ(told, std::vector{Meaning::misconfigured});
}

TEST_F(ClientTest, AnOrgThatIsNotThereIsToldBeforeAnybodyLogsIn) {
    std::vector<Meaning> told;
    const auto tell = [&](const Failure& failure) { told.push_back(failure.meaning); };
    for (const int status : {200, 404, 401, 503}) {
        transport.script_probe(status);
        client.warm_up({.unreachable = tell});
        executor.run_ready();
    }
    EXPECT_EQ(told, std::vector{Meaning::unwell});
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
