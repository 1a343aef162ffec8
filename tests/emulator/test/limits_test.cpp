// SPDX-License-Identifier: MIT
// Rate limits, the concurrency limit, latency and the org's clock.
#include <thread>

#include "tests/emulator/test/org_under_test.h"

namespace okta_factor::emulator {
namespace {

class Limits : public OrgUnderTest {};

TEST_F(Limits, AreToldInEveryAnswer) {
    for (const Reply& reply :
         {get(alice), get("/api/v1/users/nobody"), get(alice, {}), get("/else")}) {
        EXPECT_EQ(reply.header("X-Rate-Limit-Limit"), "600");
        EXPECT_NE(reply.header("X-Rate-Limit-Remaining"), "");
        EXPECT_NE(reply.header("X-Rate-Limit-Reset"), "");
        EXPECT_NE(reply.header("X-Okta-Request-Id"), "");
        EXPECT_NE(reply.header("Date"), "");
    }
}

TEST_F(Limits, OfFactorsAndUsersAreTwoBucketsOfAMinute) {
    tell("/control/limits", {{"per_minute", 2}, {"users_per_minute", 100}});
    const std::string factors = std::string(alice) + "/factors";
    EXPECT_EQ(get(factors).header("X-Rate-Limit-Remaining"), "1");
    EXPECT_EQ(verify("push").header("X-Rate-Limit-Remaining"), "0");
    const Reply exceeded = get(factors);
    EXPECT_EQ(exceeded.status, 429);
    EXPECT_EQ(exceeded.code(), "E0000047");
    EXPECT_EQ(exceeded.header("X-Rate-Limit-Limit"), "2");
    EXPECT_EQ(get(alice).status, 200);

    tell("/control/clock", {{"offset_seconds", 61}});
    EXPECT_EQ(get(factors).status, 200);
}

TEST_F(Limits, CanBeNearlyUsedUpByOthers) {
    tell("/control/limits", {{"remaining", 3}});
    EXPECT_EQ(get(std::string(alice) + "/factors").header("X-Rate-Limit-Remaining"), "2");
    EXPECT_EQ(get(alice).header("X-Rate-Limit-Remaining"), "2");
}

TEST_F(Limits, OfRequestsAtOnceShowALimitOfZero) {
    tell("/control/limits", {{"concurrent", 1}});
    tell("/control/latency", {{"milliseconds", 300}});
    std::vector<Reply> replies(4);
    std::vector<std::thread> callers;
    for (Reply& reply : replies)
        callers.emplace_back([this, &reply] {
            const auto client = new_client();
            const httplib::Headers headers{{"Authorization", token}};
            for (int i = 0; i < 20 && reply.status != 429; ++i)
                reply = reply_of(client->Get(alice, headers));
        });
    for (std::thread& caller : callers)
        caller.join();
    const auto limited = std::ranges::find(replies, 429, &Reply::status);
    ASSERT_NE(limited, replies.end());
    EXPECT_EQ(limited->code(), "E0000047");
    EXPECT_EQ(limited->header("X-Rate-Limit-Limit"), "0");
}

TEST_F(Limits, LatencyIsAddedToEachAnswerAndLogged) {
    get(alice);
    tell("/control/latency", {{"milliseconds", 50}});
    get(alice);
    const Json log = ask("/control/requests").body;
    EXPECT_GE(log[1]["milliseconds"].get<double>(), 50.0);
    EXPECT_EQ(log[0]["connection"], log[1]["connection"]);
}

TEST_F(Limits, TheClockShiftsTheDateHeader) {
    tell("/control/clock", {{"offset_seconds", -86400 * 365}});
    const std::string year =
        http_date(std::chrono::system_clock::now() - std::chrono::days(365)).substr(12, 4);
    EXPECT_NE(get(alice).header("Date").find(year), std::string::npos);
}

}  // namespace
}  // namespace okta_factor::emulator
