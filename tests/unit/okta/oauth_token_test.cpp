// SPDX-License-Identifier: MIT
#include "daemon/okta/oauth_token.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>

#include "tests/support/manual_executor.h"
#include "tests/unit/okta/bodies.h"
#include "tests/unit/okta/fake_transport.h"
#include "tests/unit/okta/keys.h"

namespace okta_factor::okta {
namespace {

using namespace std::chrono_literals;
using test::org;
using test::Reply;

std::string token_body(const std::string& token, int seconds = 3600,
                       const std::string& type = "Bearer") {
    return R"({"token_type":")" + type + R"(","expires_in":)" + std::to_string(seconds) +
           R"(,"access_token":")" + token + R"(","scope":"okta.users.read okta.users.manage"})";
}

std::string oauth_error(const std::string& word) {
    return R"({"error":")" + word + R"(","error_description":"words"})";
}

// The fields of a form, with the escapes that occur here undone.
std::map<std::string, std::string> form(const std::string& body) {
    std::map<std::string, std::string> fields;
    for (std::size_t at = 0; at < body.size();) {
        const auto end = std::min(body.find('&', at), body.size());
        const auto field = body.substr(at, end - at);
        auto value = field.substr(field.find('=') + 1);
        for (std::size_t i; (i = value.find("%3A")) != std::string::npos;)
            value.replace(i, 3, ":");
        std::ranges::replace(value, '+', ' ');
        fields[field.substr(0, field.find('='))] = value;
        at = end + 1;
    }
    return fields;
}

class OauthTokenTest : public testing::Test {
  protected:
    static SigningKey client_key() {
        return SigningKey::parse(Secret{std::string_view{key_text()}}).value();
    }
    static const std::string& key_text() {
        static const std::string text = test::jwk(true, "kid-1");
        return text;
    }
    OauthToken make(bool dpop = false, const std::string& key_id = {}) {
        OauthOptions options;
        options.org_url = org;
        options.client_id = "0oaGIBSON";
        options.key_id = key_id;
        options.user_agent = "Mozilla/5.0 (Linux) test";
        options.dpop = dpop;
        return {executor, transport, options, client_key()};
    }
    Answer<Authorizer::Headers> headers(OauthToken& oauth,
                                        const std::string& url = org + "/x?y=z") {
        return executor.finish(oauth.headers(http::Method::get, url, executor.now() + 8s));
    }
    std::string authorization(OauthToken& oauth) { return headers(oauth).value().at(0); }

    static http::Response answer(int status, const std::string& body = {}) {
        http::Response response;
        response.status = status;
        response.body = body;
        return response;
    }
    [[nodiscard]] test::Jws assertion(std::size_t request) const {
        return test::Jws{form(*transport.requests.at(request).body).at("client_assertion"),
                         client_key().public_jwk()};
    }
    [[nodiscard]] test::Jws proof(std::size_t request) const {
        return test::Jws{transport.requests.at(request).header("DPoP")};
    }
    [[nodiscard]] std::int64_t now() const {
        return std::chrono::duration_cast<std::chrono::seconds>(
                   executor.wall_time().time_since_epoch())
            .count();
    }

    test::ManualExecutor executor;
    test::FakeTransport transport{executor};
};

TEST_F(OauthTokenTest, AsksWithASignedAssertionForTheScopesItNeeds) {
    auto oauth = make();
    transport.script(200, token_body("tok1"));
    EXPECT_EQ(authorization(oauth), "Authorization: Bearer tok1");

    const auto& request = transport.requests.at(0);
    EXPECT_EQ(request.method, http::Method::post);
    EXPECT_EQ(request.url, org + "/oauth2/v1/token");
    EXPECT_EQ(request.header("Content-Type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(request.header("Accept"), "application/json");
    auto fields = form(*request.body);
    EXPECT_EQ(fields["grant_type"], "client_credentials");
    EXPECT_EQ(fields["scope"], "okta.users.read okta.users.manage");
    EXPECT_EQ(fields["client_assertion_type"],
              "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

    const auto jws = assertion(0);
    ASSERT_TRUE(jws.is_valid);
    EXPECT_EQ(jws.header.at("kid"), "kid-1");
    EXPECT_EQ(jws.header.at("alg"), "ES256");
    EXPECT_EQ(jws.claims.at("iss"), "0oaGIBSON");
    EXPECT_EQ(jws.claims.at("sub"), "0oaGIBSON");
    EXPECT_EQ(jws.claims.at("aud"), org + "/oauth2/v1/token");
    EXPECT_EQ(jws.claims.at("iat"), now());
    EXPECT_GT(jws.claims.at("exp"), now());
    EXPECT_LE(jws.claims.at("exp"), now() + 3600);
}

TEST_F(OauthTokenTest, KnowsTheScopesThatWereGranted) {
    auto oauth = make();
    EXPECT_TRUE(oauth.scopes().empty());
    transport.script(200, token_body("tok1"));
    authorization(oauth);
    EXPECT_EQ(oauth.scopes(), (std::vector<std::string>{"okta.users.read", "okta.users.manage"}));
}

TEST_F(OauthTokenTest, TheConfiguredKeyIdComesBeforeTheKeysOwn) {
    auto oauth = make(false, "kid-2");
    transport.script(200, token_body("tok1"));
    EXPECT_TRUE(headers(oauth));
    EXPECT_EQ(assertion(0).header.at("kid"), "kid-2");
}

TEST_F(OauthTokenTest, KeepsTheTokenAndRenewsItBehindTheLogins) {
    auto oauth = make();
    transport.script(200, token_body("tok1"));
    EXPECT_TRUE(headers(oauth));
    EXPECT_TRUE(headers(oauth));
    EXPECT_EQ(transport.requests.size(), 1U);
    EXPECT_EQ(*oauth.valid_until(), executor.wall_time() + 1h);

    executor.advance(47min);
    transport.script(Reply{200, token_body("tok2"), {}, http::Problem::none, 500ms});
    executor.advance(1min);
    EXPECT_EQ(transport.requests.size(), 2U);
    EXPECT_EQ(authorization(oauth), "Authorization: Bearer tok1");
    executor.advance(500ms);
    EXPECT_EQ(authorization(oauth), "Authorization: Bearer tok2");
    EXPECT_NE(assertion(0).claims.at("jti"), assertion(1).claims.at("jti"));
}

TEST_F(OauthTokenTest, ARenewalThatFailsIsTriedAgainWhileTheOldTokenServes) {
    auto oauth = make();
    transport.script(200, token_body("tok1"));
    EXPECT_TRUE(headers(oauth));
    transport.script(http::Problem::connect);
    transport.script(200, token_body("tok2"));
    executor.advance(48min);
    EXPECT_EQ(authorization(oauth), "Authorization: Bearer tok1");
    executor.advance(1min);
    EXPECT_EQ(authorization(oauth), "Authorization: Bearer tok2");
}

TEST_F(OauthTokenTest, LoginsThatComeAtOnceShareOneRequest) {
    auto oauth = make();
    transport.script(Reply{200, token_body("tok1"), {}, http::Problem::none, 1s});
    int served = 0;
    const auto login = [&]() -> loop::Task<void> {
        auto asking = oauth.headers(http::Method::get, org, executor.now() + 8s);
        if (co_await asking) ++served;
    };
    std::vector<loop::Root> logins;
    for (int i = 0; i < 10; ++i)
        logins.emplace_back(executor, login(), std::function<void(std::exception_ptr)>{});
    logins.erase(logins.begin() + 3);  // one does not wait for it
    executor.advance(1s);
    EXPECT_EQ(served, 9);
    EXPECT_EQ(transport.requests.size(), 1U);
}

// A caller with less patience than the fetch would have to guess why there is no token.
TEST_F(OauthTokenTest, WhatTheFetchSaysIsWaitedFor) {
    auto oauth = make();
    transport.script(Reply{200, token_body("tok1"), {}, http::Problem::none, 6s});
    EXPECT_TRUE(executor.finish(oauth.headers(http::Method::get, org, executor.now() + 2s)));
}

TEST_F(OauthTokenTest, SilenceIsToldByTheFetchInItsOwnTime) {
    for (const auto& [problem, meaning] :
         {std::pair{http::Problem::none, Meaning::unreachable},
          std::pair{http::Problem::machine, Meaning::machine_failed}}) {
        auto oauth = make();
        const auto silence = problem == http::Problem::none ? loop::milliseconds{1h} : 8s;
        transport.script(Reply{0, "", {}, problem, silence});
        const auto before = executor.now();
        const auto proof =
            executor.finish(oauth.headers(http::Method::get, org, executor.now() + 2s));
        EXPECT_EQ(proof.error().meaning, meaning);
        EXPECT_EQ(executor.now() - before, 8s);
    }
}

TEST_F(OauthTokenTest, ARefusedClientIsMisconfiguredAndNotAskedForAgainAtOnce) {
    auto oauth = make();
    transport.script(401, oauth_error("invalid_client"));
    const auto first = headers(oauth);
    EXPECT_EQ(first.error().meaning, Meaning::misconfigured);
    EXPECT_EQ(first.error().code, "invalid_client");
    EXPECT_EQ(headers(oauth).error().code, "invalid_client");
    EXPECT_EQ(transport.requests.size(), 1U);
    executor.advance(6s);
    transport.script(200, token_body("tok1"));
    EXPECT_TRUE(headers(oauth));
}

TEST_F(OauthTokenTest, AnUnreachableTokenEndpointIsAskedByEachLogin) {
    auto oauth = make();
    for (int i = 0; i < 2; ++i) {
        transport.script(http::Problem::connect);
        EXPECT_EQ(headers(oauth).error().meaning, Meaning::unreachable);
    }
    transport.script(http::Problem::broken);  // repeated once
    transport.script(502, "<html>");
    EXPECT_EQ(headers(oauth).error().meaning, Meaning::unwell);
    EXPECT_EQ(transport.left(), 0U);
}

TEST_F(OauthTokenTest, ATokenOfSecondsIsUsedAndNotAskedForAgainAtOnce) {
    for (const int lifetime : {1, 10, 30}) {
        auto oauth = make();
        transport.script(200, token_body("tok1", lifetime, "Bearer"));
        EXPECT_TRUE(headers(oauth)) << lifetime;
        EXPECT_EQ(transport.left(), 0U);
    }
}

TEST_F(OauthTokenTest, AnswersThatAreNoTokenAreNoToken) {
    for (const std::string body :
         {"", "{}", "[]", "<html>", R"({"access_token":"x","token_type":"Bearer"})",
          R"({"access_token":7,"token_type":"Bearer","expires_in":3600})",
          R"({"access_token":"a b","token_type":"Bearer","expires_in":3600})",
          R"({"access_token":"a\r\nX: y","token_type":"Bearer","expires_in":3600})",
          R"({"access_token":"x","token_type":"Bearer","expires_in":0})"}) {
        auto oauth = make();
        transport.script(200, body);
        EXPECT_EQ(headers(oauth).error().meaning, Meaning::unintelligible) << body;
    }
    auto oauth = make(true);
    transport.script(200, token_body("tok1", 3600, "Bearer"));
    EXPECT_EQ(headers(oauth).error().meaning, Meaning::misconfigured);
}

TEST_F(OauthTokenTest, A401DropsATokenThatWorkedBefore) {
    auto oauth = make();
    transport.script(200, token_body("tok1"));
    const auto sent = headers(oauth).value();
    EXPECT_FALSE(oauth.learn(answer(200), sent));
    EXPECT_TRUE(oauth.learn(answer(401, test::error_body("E0000011")), sent));
    transport.script(200, token_body("tok2"));
    const auto again = headers(oauth).value();
    EXPECT_EQ(again.at(0), "Authorization: Bearer tok2");
    // Another call that was under way with the old token may be sent again too.
    EXPECT_TRUE(oauth.learn(answer(401), sent));
    EXPECT_EQ(headers(oauth).value(), again);
}

TEST_F(OauthTokenTest, A401OnATokenThatNeverWorkedIsTheTruth) {
    auto oauth = make();
    transport.script(200, token_body("tok1"));
    EXPECT_FALSE(oauth.learn(answer(401), headers(oauth).value()));
}

TEST_F(OauthTokenTest, AWrongClockIsCorrectedByTheDateOfTheAnswer) {
    auto oauth = make();
    Reply refused{401, oauth_error("invalid_client"), {{"date", "Sun, 22 Nov 2026 09:46:40 GMT"}}};
    transport.script(std::move(refused));
    transport.script(200, token_body("tok1"));
    EXPECT_TRUE(headers(oauth));
    EXPECT_EQ(assertion(0).claims.at("iat"), now());
    EXPECT_EQ(assertion(1).claims.at("iat"), 1795340800);
}

TEST_F(OauthTokenTest, DpopDancesForTheNonceWithFreshProofAndAssertion) {
    auto oauth = make(true);
    transport.script(Reply{400, oauth_error("use_dpop_nonce"), {{"dpop-nonce", "n1"}}});
    transport.script(200, token_body("tok1", 3600, "DPoP"));
    const auto sent = headers(oauth, org + "/api/v1/users/x?limit=2").value();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0], "Authorization: DPoP tok1");

    ASSERT_TRUE(proof(0).is_valid);
    EXPECT_FALSE(proof(0).claims.contains("nonce"));
    EXPECT_EQ(proof(1).claims.at("nonce"), "n1");
    EXPECT_EQ(proof(1).header.at("typ"), "dpop+jwt");
    EXPECT_EQ(proof(1).claims.at("htm"), "POST");
    EXPECT_EQ(proof(1).claims.at("htu"), org + "/oauth2/v1/token");
    EXPECT_FALSE(proof(1).claims.contains("ath"));
    EXPECT_NE(proof(0).claims.at("jti"), proof(1).claims.at("jti"));
    EXPECT_NE(assertion(0).claims.at("jti"), assertion(1).claims.at("jti"));
    EXPECT_NE(proof(0).header.at("jwk").at("x"), client_key().public_jwk().at("x"));

    const test::Jws api{sent[1].substr(std::string{"DPoP: "}.size())};
    ASSERT_TRUE(api.is_valid);
    EXPECT_EQ(api.header.at("jwk"), proof(0).header.at("jwk"));
    EXPECT_FALSE(api.header.at("jwk").contains("d"));
    EXPECT_EQ(api.claims.at("htm"), "GET");
    EXPECT_EQ(api.claims.at("htu"), org + "/api/v1/users/x");
    EXPECT_EQ(api.claims.at("ath"), base64url(sha256("tok1")));
    EXPECT_EQ(api.claims.at("iat"), now());
}

TEST_F(OauthTokenTest, DpopProofsAreNeverUsedTwice) {
    auto oauth = make(true);
    transport.script(200, token_body("tok1", 3600, "DPoP"));
    EXPECT_NE(headers(oauth).value().at(1), headers(oauth).value().at(1));
}

TEST_F(OauthTokenTest, DpopFollowsTheNoncesOfTheApi) {
    auto oauth = make(true);
    transport.script(200, token_body("tok1", 3600, "DPoP"));
    const auto nonce_now = [&] {
        const test::Jws api{headers(oauth).value().at(1).substr(6)};
        return api.claims.value("nonce", "");
    };
    const auto sent = headers(oauth).value();
    EXPECT_EQ(nonce_now(), "");
    auto demand = answer(401);
    demand.headers = {{"dpop-nonce", "n1"}, {"www-authenticate", R"(DPoP error="use_dpop_nonce")"}};
    EXPECT_TRUE(oauth.learn(demand, sent));
    EXPECT_EQ(nonce_now(), "n1");
    auto rotated = answer(200);
    rotated.headers = {{"dpop-nonce", "n2"}};
    EXPECT_FALSE(oauth.learn(rotated, sent));
    EXPECT_EQ(nonce_now(), "n2");
    rotated.headers = {{"dpop-nonce", "\xFF"}};
    EXPECT_FALSE(oauth.learn(rotated, sent));
    EXPECT_EQ(nonce_now(), "n2");
}

TEST_F(OauthTokenTest, ANonceDanceThatNeverEndsIsEnded) {
    auto oauth = make(true);
    for (int i = 0; i < 4; ++i)
        transport.script(
            Reply{400, oauth_error("use_dpop_nonce"), {{"dpop-nonce", "n" + std::to_string(i)}}});
    EXPECT_EQ(headers(oauth).error().meaning, Meaning::misconfigured);
    EXPECT_EQ(transport.left(), 0U);
}

TEST_F(OauthTokenTest, PreparingFetchesTheTokenBeforeAnyLogin) {
    auto oauth = make();
    transport.script(Reply{200, token_body("tok1"), {}, http::Problem::none, 100ms});
    oauth.prepare();
    oauth.prepare();
    EXPECT_FALSE(oauth.valid_until());
    executor.advance(100ms);
    EXPECT_TRUE(oauth.valid_until());
    EXPECT_EQ(transport.requests.size(), 1U);
}

TEST_F(OauthTokenTest, GoingAwayWhileFetchingIsFine) {
    transport.script(Reply{200, token_body("tok1"), {}, http::Problem::none, 1s});
    {
        auto oauth = make();
        oauth.prepare();
    }
    executor.advance(2s);
    EXPECT_EQ(transport.under_way(), 0);
}

}  // namespace
}  // namespace okta_factor::okta
