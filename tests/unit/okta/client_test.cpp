// SPDX-License-Identifier: MIT
// Who somebody is at Okta, and what they have there.
#include "tests/unit/okta/client_fixture.h"

namespace okta_factor::okta {
namespace {

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
    EXPECT_FALSE(find()->is_from_cache);
    EXPECT_TRUE(find("KATE.LIBBY@GIBSON.EXAMPLE")->is_from_cache);
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
    executor.advance(30s);
    transport.script(Reply{200,
                           R"([{"id":"a","factorType":"sms","provider":"OKTA","status":"ACTIVE"}])",
                           {},
                           http::Problem::none,
                           40ms});
    EXPECT_EQ(run(client.factors(user_id))->usable.size(), 3U);
    EXPECT_EQ(run(client.factors(user_id))->usable.size(), 3U);  // one refresh is enough
    executor.advance(40ms);
    EXPECT_EQ(transport.requests.size(), 2U);
    executor.advance(30s);
    transport.script(200, "[]");
    EXPECT_EQ(run(client.factors(user_id))->usable.size(), 1U);
    executor.run_ready();
    EXPECT_EQ(client.background_calls(), 0U);
}

TEST_F(ClientTest, AFactorListReadMomentsAgoIsNotReadAgain) {
    transport.script(200, test::factors_body);
    for (int i = 0; i < 100; ++i)
        EXPECT_TRUE(run(client.factors(user_id)));
    executor.advance(29s);
    EXPECT_TRUE(run(client.factors(user_id)));
    executor.run_ready();
    EXPECT_EQ(transport.requests.size(), 1U);
}

TEST_F(ClientTest, ALimitOfAFactorSaysNothingAgainstTheList) {
    transport.script(200, test::factors_body);
    EXPECT_TRUE(run(client.factors(user_id)));
    transport.script(429, error_body("E0000109"));
    EXPECT_EQ(challenge(FactorKind::sms).error().meaning, Meaning::slow_down);
    EXPECT_EQ(run(client.factors(user_id))->usable.size(), 3U);
    EXPECT_EQ(transport.requests.size(), 2U);
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

}  // namespace
}  // namespace okta_factor::okta
