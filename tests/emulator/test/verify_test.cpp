// SPDX-License-Identifier: MIT
// Challenges and codes, factor by factor.
#include "tests/emulator/test/org_under_test.h"

namespace okta_factor::emulator {
namespace {

class Verify : public OrgUnderTest {
  protected:
    std::string delivered() {
        return ask("/control/wait?what=outbox&user=alice@acme.com").body.at("code");
    }
    void advance(int seconds) { tell("/control/clock", {{"offset_seconds", clock_ += seconds}}); }

  private:
    int clock_ = 0;
};

TEST_F(Verify, ATotpCodeCountsOnce) {
    const std::string code = code_of("totp");
    EXPECT_EQ(verify("totp", {{"passCode", code}}).result(), "SUCCESS");
    const Reply again = verify("totp", {{"passCode", code}});
    EXPECT_EQ(again.status, 403);
    EXPECT_EQ(again.code(), "E0000082");
    EXPECT_EQ(verify_current("totp").result(), "SUCCESS");
}

TEST_F(Verify, ATotpCodeOfLongAgoIsOutsideTheWindow) {
    const std::string code = code_of("totp");
    advance(90);
    EXPECT_EQ(verify("totp", {{"passCode", code}}).code(), "E0000083");
}

TEST_F(Verify, AnHotpCodeMayBeAFewAheadAndNeverBehind) {
    // RFC 4226 appendix D: counters 0, 3 and 4 of that secret.
    EXPECT_EQ(verify("hotp", {{"passCode", "755224"}}).result(), "SUCCESS");
    EXPECT_EQ(verify("hotp", {{"passCode", "969429"}}).result(), "SUCCESS");
    EXPECT_EQ(verify("hotp", {{"passCode", "969429"}}).code(), "E0000082");
    EXPECT_EQ(verify("hotp", {{"passCode", "755224"}}).code(), "E0000068");
    EXPECT_EQ(code_of("hotp"), "338314");
}

TEST_F(Verify, AnRsaTokenWantsItsNextCode) {
    const Reply first = verify("rsa", {{"passCode", "11111111"}});
    EXPECT_EQ(first.status, 409);
    EXPECT_EQ(first.code(), "E0000113");
    EXPECT_EQ(code_of("rsa"), "33333333");
    EXPECT_EQ(verify("rsa", {{"passCode", "33333333"}}).result(), "SUCCESS");

    EXPECT_EQ(verify("rsa", {{"passCode", "22222222"}}).status, 409);
    EXPECT_EQ(verify("rsa", {{"passCode", "00000000"}}).code(), "E0000068");
    EXPECT_EQ(verify("rsa", {{"passCode", "33333333"}}).code(), "E0000068");
}

TEST_F(Verify, AHardwareKeyNeverRunsOutOfCodes) {
    EXPECT_EQ(verify("key", {{"passCode", "ccccccabcdef"}}).result(), "SUCCESS");
    EXPECT_EQ(verify("key", {{"passCode", "ccccccabcdef"}}).code(), "E0000082");
    EXPECT_EQ(code_of("key").size(), 44U);
    EXPECT_EQ(verify_current("key").result(), "SUCCESS");
}

TEST_F(Verify, ATextMessageIsSentAndItsCodeCountsOnce) {
    const Reply sent = verify("sms");
    EXPECT_EQ(sent.status, 200);
    EXPECT_EQ(sent.result(), "CHALLENGE");
    EXPECT_EQ(sent.body["profile"]["phoneNumber"], "+1 XXX-XXX-1337");
    const std::string code = delivered();
    EXPECT_EQ(code.size(), 6U);
    EXPECT_EQ(verify("sms", {{"passCode", code}}).result(), "SUCCESS");
    EXPECT_EQ(verify("sms", {{"passCode", code}}).code(), "E0000068");
}

TEST_F(Verify, SendingAgainTooSoonIsRefusedInTheFactorsOwnWords) {
    struct Case {
        const char* factor;
        const char* code;
        int pause;
    };
    for (const auto& [factor, code, pause] :
         {Case{"sms", "E0000109", 30}, Case{"call", "E0000133", 30}, Case{"mail", "E0000118", 5}}) {
        EXPECT_EQ(verify(factor).result(), "CHALLENGE") << factor;
        const std::string first = delivered();
        const Reply again = verify(factor);
        EXPECT_EQ(again.status, 429) << factor;
        EXPECT_EQ(again.code(), code);
        advance(pause);
        EXPECT_EQ(verify(factor).result(), "CHALLENGE") << factor;
        EXPECT_EQ(verify(factor, {{"passCode", delivered()}}).result(), "SUCCESS") << factor;
    }
}

TEST_F(Verify, ASentCodeExpires) {
    verify("mail");
    const std::string code = delivered();
    advance(301);
    EXPECT_EQ(verify("mail", {{"passCode", code}}).code(), "E0000068");
}

TEST_F(Verify, AnAnswerCountsInAnyCase) {
    EXPECT_EQ(verify("ask", {{"answer", "turnip SOUP"}}).result(), "SUCCESS");
    EXPECT_EQ(verify("ask", {{"answer", "pudding"}}).code(), "E0000068");
    EXPECT_EQ(verify("ask", {{"passCode", "turnip soup"}}).code(), "E0000001");
}

TEST_F(Verify, FiveWrongCodesLockTheWholeAccountUntilItIsUnlocked) {
    for (int tries = 0; tries < 5; ++tries)
        EXPECT_EQ(verify("totp", {{"passCode", "000000"}}).code(), "E0000068");
    const Reply locked = verify_current("totp");
    EXPECT_EQ(locked.status, 403);
    EXPECT_EQ(locked.code(), "E0000069");
    EXPECT_EQ(verify("push").code(), "E0000069");
    EXPECT_EQ(get(alice).body["status"], "LOCKED_OUT");

    tell("/control/user", {{"login", "alice@acme.com"}, {"status", "ACTIVE"}});
    EXPECT_EQ(verify_current("totp").result(), "SUCCESS");
}

TEST_F(Verify, ASuccessForgivesWrongCodesAndAReplayIsNone) {
    const std::string used = code_of("totp");
    verify("totp", {{"passCode", used}});
    for (int round = 0; round < 2; ++round) {
        for (int tries = 0; tries < 4; ++tries)
            verify("totp", {{"passCode", "000000"}});
        EXPECT_EQ(verify("totp", {{"passCode", used}}).code(), "E0000082");
        EXPECT_EQ(verify("ask", {{"answer", "turnip soup"}}).result(), "SUCCESS");
    }
    EXPECT_EQ(ask("/control/user?user=alice").body["wrong_codes"], 0);
}

TEST_F(Verify, BodiesThatOktaWouldNotTakeAreRefused) {
    EXPECT_EQ(verify("totp", {{"passCode", 123456}}).code(), "E0000003");
    EXPECT_EQ(verify("totp", {{"passCode", nullptr}}).code(), "E0000003");
    EXPECT_EQ(verify("totp", Json::array()).code(), "E0000003");
    EXPECT_EQ(verify("totp").code(), "E0000001");
    EXPECT_EQ(verify("push", {{"passCode", "123456"}}).code(), "E0000001");
    EXPECT_EQ(verify("nothing", {{"passCode", "123456"}}).status, 404);
}

TEST_F(Verify, FactorsThatCannotBeUsedSayWhy) {
    EXPECT_EQ(verify("fast", {{"passCode", "123456"}}).code(), "E0000001");
    EXPECT_EQ(verify("new", {{"passCode", "123456"}}).code(), "E0000001");
    EXPECT_EQ(verify("off").status, 410);
    EXPECT_EQ(verify("held").status, 423);
    const Reply suspended =
        post("/api/v1/users/00ucarol/factors/ctotp/verify", {{"passCode", "1"}});
    EXPECT_EQ(suspended.code(), "E0000038");
}

TEST_F(Verify, SecurityKeysAreChallengedAndNoAssertionIsBelieved) {
    EXPECT_TRUE(verify("web").body["_embedded"]["challenge"].contains("challenge"));
    EXPECT_TRUE(verify("u2f").body["_embedded"]["challenge"].contains("nonce"));
    EXPECT_EQ(verify("web", {{"clientData", "e30"}, {"signatureData", "AA"}}).code(), "E0000068");
}

TEST_F(Verify, NoPasscodeAndNoTokenIsEverLogged) {
    verify("totp", {{"passCode", "271828"}});
    verify("ask", {{"answer", "pudding"}});
    verify("push", {{"useNumberMatchingChallenge", true}});
    const Reply log = ask("/control/requests");
    for (const char* secret : {"271828", "pudding", "00-a-token"})
        EXPECT_EQ(log.text.find(secret), std::string::npos) << secret;
    EXPECT_EQ(log.body[2]["body"], (Json{{"useNumberMatchingChallenge", true}}));
    EXPECT_EQ(log.body[0]["authorization"], "SSWS");
}

}  // namespace
}  // namespace okta_factor::emulator
