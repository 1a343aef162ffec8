// SPDX-License-Identifier: MIT
// Each break does what it says, for the requests it is meant for, and is over when it is lifted.
#include <future>

#include "tests/emulator/fault.h"
#include "tests/emulator/test/org_under_test.h"

namespace okta_factor::emulator {
namespace {

class Faults : public OrgUnderTest {
  protected:
    void break_with(const char* kind, Json more = Json::object()) {
        more["kind"] = kind;
        const Reply reply = tell("/control/faults", more);
        ASSERT_EQ(reply.status, 204) << reply.text;
    }
    /// With little patience and a connection of its own.
    Reply ask_briefly() {
        const auto client = new_client();
        client->set_connection_timeout(0, 300'000);
        client->set_read_timeout(0, 300'000);
        const httplib::Headers headers{{"Authorization", token}};
        return reply_of(client->Get(alice, headers));
    }
    Reply poll_of_new_push() {
        const std::string url = verify("push").body["_links"]["poll"]["href"];
        return get(url.substr(org_.org_url().size()));
    }
};

class NoAnswer : public Faults, public testing::WithParamInterface<const char*> {};

TEST_P(NoAnswer, IsGivenUntilTheBreakIsLifted) {
    break_with(GetParam());
    EXPECT_EQ(ask_briefly().status, 0);
    clear("/control/faults");
    EXPECT_EQ(get(alice).status, 200);
}

INSTANTIATE_TEST_SUITE_P(Kinds, NoAnswer,
                         testing::Values("refuse", "blackhole", "silent_tls", "drop", "reset",
                                         "close", "garbage", "truncate", "slow_body",
                                         "answer_lost"),
                         [](const auto& kind) { return std::string(kind.param); });

TEST_F(Faults, StrikeOnlyWhereTheyAreMeantToAndAsOftenAsSaid) {
    break_with("html502", {{"method", "GET"}, {"path", "/factors$"}, {"count", 2}});
    const std::string factors = std::string(alice) + "/factors";
    EXPECT_EQ(get(alice).status, 200);
    EXPECT_EQ(verify("push").status, 201);
    EXPECT_EQ(get(factors).status, 502);
    EXPECT_EQ(get(factors).header("Content-Type"), "text/html");
    EXPECT_EQ(get(factors).status, 200);
    EXPECT_EQ(ask("/control/requests").body[2]["fault"], "html502");
}

TEST_F(Faults, AnyStatusBodyAndHeadersCanBeOrdered) {
    break_with("status", {{"value",
                           {{"status", 503},
                            {"body", {{"errorCode", "E0000010"}}},
                            {"headers", {{"Retry-After", "7"}}}}}});
    const Reply reply = get(alice);
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "E0000010");
    EXPECT_EQ(reply.header("Retry-After"), "7");
}

TEST_F(Faults, ARedirectLeadsElsewhere) {
    break_with("redirect", {{"value", "https://elsewhere.invalid/"}});
    EXPECT_EQ(get(alice).status, 302);
    EXPECT_EQ(get(alice).header("Location"), "https://elsewhere.invalid/");
}

TEST_F(Faults, BadJsonIsCutShort) {
    break_with("bad_json");
    const Reply reply = get(alice);
    EXPECT_EQ(reply.status, 200);
    EXPECT_TRUE(reply.body.is_discarded());
    EXPECT_EQ(reply.header("Content-Type"), "application/json");
}

TEST_F(Faults, AnEndlessBodyDoesNotEnd) {
    break_with("endless_body");
    std::size_t received = 0;
    const httplib::Headers headers{{"Authorization", token}};
    api_->Get(alice, headers, [&](const char*, std::size_t size) {
        received += size;
        return received < 4U * 1024 * 1024;
    });
    EXPECT_GE(received, 4U * 1024 * 1024);
}

TEST_F(Faults, ForeignLinksPointToAnotherHost) {
    break_with("foreign_links");
    const Reply push = verify("push");
    const std::string poll = push.body["_links"]["poll"]["href"];
    EXPECT_TRUE(poll.starts_with("https://okta.elsewhere.invalid/api/v1/users/"));
    const Reply groups = get(std::string(alice) + "/groups?limit=1");
    EXPECT_NE(groups.header("Link").find("elsewhere.invalid"), std::string::npos);
}

TEST_F(Faults, NullAndUnknownFieldsTakeNothingThatIsNeeded) {
    break_with("null_fields");
    const Reply user = get(alice);
    EXPECT_TRUE(user.body["credentials"].is_null());
    EXPECT_EQ(user.body["profile"]["login"], "alice@acme.com");
    const Reply list = get(std::string(alice) + "/factors");
    EXPECT_TRUE(list.body[0]["vendorName"].is_null());
    EXPECT_FALSE(list.body[2].contains("profile"));
    EXPECT_EQ(list.body[2]["factorType"], "token:software:totp");
}

TEST_F(Faults, HeadersCanComeInLowerCaseOrTwice) {
    break_with("lower_case", {{"count", 1}});
    EXPECT_EQ(get(alice).status, 200);
    break_with("repeated_headers");
    EXPECT_EQ(get(alice).headers.count("X-Rate-Limit-Limit"), 2U);
}

TEST_F(Faults, WhatReplacesTheAnswerLeavesTheOrgAloneAndWhatSpoilsItDoesNot) {
    const std::string code = code_of("totp");
    break_with("html502", {{"count", 1}});
    EXPECT_EQ(verify("totp", {{"passCode", code}}).status, 502);
    break_with("answer_lost", {{"count", 1}});
    EXPECT_EQ(verify("totp", {{"passCode", code}}).status, 0);
    EXPECT_EQ(verify("totp", {{"passCode", code}}).code(), "E0000082");
}

TEST_F(Faults, ADroppedRequestIsLogged) {
    break_with("drop");
    auto waiting = std::async(std::launch::async, [this] { return get(alice); });
    const Reply seen = ask("/control/wait?what=request&path=alice&timeout_ms=30000");
    EXPECT_EQ(seen.body["status"], 0);
    EXPECT_EQ(seen.body["fault"], "drop");
    clear("/control/faults");
    clear("/control/connections");
    EXPECT_EQ(waiting.get().status, 0);
}

TEST_F(Faults, IdleConnectionsCanBeEnded) {
    get(alice);
    EXPECT_EQ(clear("/control/connections").status, 204);
    EXPECT_EQ(get(alice).status, 200);
    const Json log = ask("/control/requests").body;
    EXPECT_NE(log[0]["connection"], log[1]["connection"]);
}

TEST_F(Faults, DescriptionsThatMakeNoSenseAreRefused) {
    EXPECT_EQ(tell("/control/faults", {{"kind", "earthquake"}}).status, 400);
    EXPECT_EQ(tell("/control/faults", {{"kind", "drop"}, {"path", "("}}).status, 400);
    EXPECT_EQ(tell("/control/faults", {{"kind", "redirect"}}).status, 400);
    EXPECT_EQ(tell("/control/faults", Json::array()).status, 400);
    EXPECT_EQ(tell("/control/nothing", Json::object()).status, 404);
    EXPECT_EQ(ask("/control/faults").body, Json::array());
}

}  // namespace
}  // namespace okta_factor::emulator
