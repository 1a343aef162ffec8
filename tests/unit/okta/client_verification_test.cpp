// SPDX-License-Identifier: MIT
// Challenges, and what Okta makes of what was typed.
#include "tests/unit/okta/client_fixture.h"

namespace okta_factor::okta {
namespace {

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

}  // namespace
}  // namespace okta_factor::okta
