// SPDX-License-Identifier: MIT
// Push transactions from the first request to their end.
#include <thread>

#include "tests/emulator/test/org_under_test.h"

namespace okta_factor::emulator {
namespace {

class Push : public OrgUnderTest {
  protected:
    /// The path of the push's poll link.
    std::string start(const std::string& factor = "push", bool number = true) {
        const Reply reply =
            verify(factor, number ? Json{{"useNumberMatchingChallenge", true}} : Json());
        EXPECT_EQ(reply.status, 201);
        EXPECT_EQ(reply.result(), "WAITING");
        const std::string url = reply.body["_links"]["poll"]["href"];
        EXPECT_TRUE(url.starts_with(org_.org_url()));
        EXPECT_NE(url.find("/transactions/v2mst."), std::string::npos);
        return url.substr(org_.org_url().size());
    }
};

TEST_F(Push, WaitsWithItsNumberUntilItIsApproved) {
    const std::string poll = start();
    const Reply waiting = get(poll);
    EXPECT_EQ(waiting.result(), "WAITING");
    EXPECT_EQ(waiting.body["_embedded"]["challenge"]["correctAnswer"], 42);
    EXPECT_TRUE(waiting.body.contains("expiresAt"));
    EXPECT_EQ(tell("/control/push/approve", {{"user", "alice@acme.com"}, {"number", 42}}).status,
              200);
    const Reply approved = get(poll);
    EXPECT_EQ(approved.status, 200);
    EXPECT_EQ(approved.body, (Json{{"factorResult", "SUCCESS"}}));
}

TEST_F(Push, HasNoNumberUnlessAskedForAndSupported) {
    EXPECT_FALSE(get(start("push", false)).body.contains("_embedded"));
    EXPECT_FALSE(get(start("plain", true)).body.contains("_embedded"));
    tell("/control/push", {{"number_matching", false}});
    EXPECT_FALSE(get(start("push", true)).body.contains("_embedded"));
}

TEST_F(Push, ShowsThreeNumbersOneOfThemRight) {
    start();
    const Reply pushes = ask("/control/pushes");
    const Json& choices = pushes.body[0]["choices"];
    EXPECT_EQ(choices.size(), 3U);
    EXPECT_NE(std::find(choices.begin(), choices.end(), 42), choices.end());
}

TEST_F(Push, IsRejectedByThePersonOrByTheWrongNumberWithoutCountingAsAWrongCode) {
    const std::string first = start();
    tell("/control/push/reject", {{"user", "alice@acme.com"}});
    EXPECT_EQ(get(first).result(), "REJECTED");
    const std::string second = start();
    tell("/control/push/approve", {{"user", "alice@acme.com"}, {"number", 41}});
    EXPECT_EQ(get(second).result(), "REJECTED");
    EXPECT_EQ(ask("/control/user?user=alice").body["wrong_codes"], 0);
}

TEST_F(Push, TimesOut) {
    const std::string poll = start();
    tell("/control/clock", {{"offset_seconds", 300}});
    EXPECT_EQ(get(poll).result(), "TIMEOUT");
    EXPECT_EQ(tell("/control/push/approve", {{"user", "alice@acme.com"}}).status, 404);
}

TEST_F(Push, IsOverOnceCancelled) {
    const std::string poll = start();
    EXPECT_EQ(remove(poll).status, 204);
    const Reply gone = get(poll);
    EXPECT_EQ(gone.status, 404);
    EXPECT_EQ(gone.code(), "E0000191");
    EXPECT_EQ(tell("/control/push/approve", {{"user", "alice@acme.com"}}).status, 404);
    EXPECT_EQ(ask("/control/pushes").body[0]["result"], "CANCELLED");
}

TEST_F(Push, IsNotFoundUnderAnotherFactorOrName) {
    const std::string poll = start();
    std::string other = poll;
    other.replace(other.find("/push/"), 6, "/plain/");
    EXPECT_EQ(get(other).code(), "E0000191");
    EXPECT_EQ(get(poll + "x").code(), "E0000191");
}

TEST_F(Push, DecisionsGoToTheNewestOfThatPhone) {
    const std::string older = start();
    const std::string newer = start();
    const std::string plain = start("plain");
    tell("/control/push/approve", {{"user", "alice@acme.com"}, {"factorId", "push"}});
    EXPECT_EQ(get(older).result(), "WAITING");
    EXPECT_EQ(get(newer).result(), "SUCCESS");
    EXPECT_EQ(get(plain).result(), "WAITING");
}

TEST_F(Push, CanBeWaitedFor) {
    std::thread login([this] { start(); });
    const Reply seen = ask("/control/wait?what=push&user=alice@acme.com&timeout_ms=30000");
    login.join();
    EXPECT_EQ(seen.status, 200);
    EXPECT_EQ(seen.body["number"], 42);
    EXPECT_EQ(ask("/control/wait?what=push&user=carol@acme.com&timeout_ms=1").status, 408);
}

TEST_F(Push, IsAnsweredAutomaticallyWhenTheOrgSaysSo) {
    tell("/control/push", {{"auto", "approve"}, {"after_ms", 0}});
    EXPECT_EQ(get(start()).result(), "SUCCESS");
    tell("/control/push", {{"auto", "reject"}});
    EXPECT_EQ(get(start()).result(), "REJECTED");
}

TEST_F(Push, TellsThePhoneWhoAsksFromWhere) {
    post(std::string(alice) + "/factors/push/verify", nullptr,
         {{"Authorization", token},
          {"User-Agent", "Mozilla/5.0 (Debian)"},
          {"X-Forwarded-For", "192.0.2.7"}});
    const Reply pushes = ask("/control/pushes");
    EXPECT_EQ(pushes.body[0]["user_agent"], "Mozilla/5.0 (Debian)");
    EXPECT_EQ(pushes.body[0]["x_forwarded_for"], "192.0.2.7");
}

}  // namespace
}  // namespace okta_factor::emulator
