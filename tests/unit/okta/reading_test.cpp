// SPDX-License-Identifier: MIT
#include "daemon/okta/reading.h"

#include <gtest/gtest.h>

#include "tests/unit/okta/bodies.h"

namespace okta_factor::okta {
namespace {

using std::chrono::milliseconds;

TEST(Reading, UserHasIdLoginAndStatus) {
    const auto user = read_user_body(test::user_body("PASSWORD_EXPIRED"));
    ASSERT_TRUE(user);
    EXPECT_EQ(user->id, test::user_id);
    EXPECT_EQ(user->login, test::login);
    EXPECT_EQ(user->status, UserStatus::password_expired);
}

TEST(Reading, StatusThatIsNotKnownIsUnknown) {
    EXPECT_EQ(read_user_body(test::user_body("active"))->status, UserStatus::unknown);
    EXPECT_EQ(read_user_body(R"({"id":"1","status":7,"profile":{"login":"a"}})")->status,
              UserStatus::unknown);
}

TEST(Reading, UserWithoutWhatIdentifiesThemIsNoUser) {
    for (const std::string body :
         {"", "null", "[]", "{", "{}", "<html>", R"({"id":"1"})", R"({"id":"1","profile":null})",
          R"({"id":1,"profile":{"login":"a"}})", R"({"id":"../x","profile":{"login":"a"}})",
          R"({"id":"1","profile":{"login":["a"]}})", "\xFF\xFE"})
        EXPECT_FALSE(read_user_body(body)) << body;
}

TEST(Reading, FactorsKeepOrderAndLeaveOutWhatCannotBeUsed) {
    const auto list = read_factors_body(test::factors_body);
    ASSERT_TRUE(list);
    ASSERT_EQ(list->usable.size(), 3U);
    EXPECT_EQ(list->usable[0].kind, FactorKind::push);
    EXPECT_EQ(list->usable[0].name, "Lucy");
    EXPECT_EQ(list->usable[1].kind, FactorKind::totp);
    EXPECT_EQ(list->usable[1].provider, "GOOGLE");
    EXPECT_EQ(list->usable[2].address, "+1 XXX-XXX-1337");
    EXPECT_TRUE(list->others);
}

TEST(Reading, EachKindIsKnownByTypeAndProvider) {
    const auto kind = [](const std::string& type, const std::string& provider) {
        const auto list = read_factors_body(R"([{"id":"f1","status":"ACTIVE","factorType":")" +
                                            type + R"(","provider":")" + provider + R"("}])");
        return list->usable.empty() ? std::nullopt : std::optional{list->usable[0].kind};
    };
    EXPECT_EQ(kind("push", "OKTA"), FactorKind::push);
    EXPECT_EQ(kind("token:software:totp", "OKTA"), FactorKind::totp);
    EXPECT_EQ(kind("token:hotp", "CUSTOM"), FactorKind::hotp);
    EXPECT_EQ(kind("token", "RSA"), FactorKind::token);
    EXPECT_EQ(kind("token", "SYMANTEC"), FactorKind::token);
    EXPECT_EQ(kind("token:hardware", "YUBICO"), FactorKind::hardware);
    EXPECT_EQ(kind("sms", "OKTA"), FactorKind::sms);
    EXPECT_EQ(kind("call", "OKTA"), FactorKind::call);
    EXPECT_EQ(kind("email", "OKTA"), FactorKind::email);
    EXPECT_EQ(kind("question", "OKTA"), FactorKind::question);
    for (const auto* type : {"u2f", "webauthn", "signed_nonce", "web", "telepathy", ""})
        EXPECT_EQ(kind(type, "OKTA"), std::nullopt) << type;
    EXPECT_EQ(kind("push", "DUO"), std::nullopt);
    EXPECT_EQ(kind("token", "FIDO"), std::nullopt);
}

TEST(Reading, StrangeEntriesDoNotSpoilAList) {
    const auto list = read_factors_body(
        R"([null,7,"x",[],{},{"id":null,"status":"ACTIVE","factorType":"push","provider":"OKTA"},
            {"id":"a/b","status":"ACTIVE","factorType":"sms","provider":"OKTA"},
            {"id":"ok","status":"ACTIVE","factorType":"email","provider":"OKTA","profile":[1]}])");
    ASSERT_TRUE(list);
    ASSERT_EQ(list->usable.size(), 1U);
    EXPECT_EQ(list->usable[0].id, "ok");
    EXPECT_FALSE(read_factors_body("{}"));
    EXPECT_FALSE(read_factors_body("[{]"));
}

TEST(Reading, DeeplyNestedBodiesAreHarmless) {
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    EXPECT_FALSE(read_factors_body(deep));  // nothing of Okta's: not somebody without a factor
    EXPECT_FALSE(read_user_body(deep));
}

TEST(Reading, EachFactorResultIsKnownAndOthersAreNot) {
    const auto result = [](const std::string& word) {
        return read_verification_body(R"({"factorResult":")" + word + R"("})")->result;
    };
    EXPECT_EQ(result("SUCCESS"), FactorResult::success);
    EXPECT_EQ(result("CHALLENGE"), FactorResult::challenge);
    EXPECT_EQ(result("WAITING"), FactorResult::waiting);
    EXPECT_EQ(result("REJECTED"), FactorResult::rejected);
    EXPECT_EQ(result("TIMEOUT"), FactorResult::timeout);
    EXPECT_EQ(result("FAILED"), FactorResult::failed);
    EXPECT_EQ(result("ERROR"), FactorResult::error);
    EXPECT_EQ(result("EXPIRED"), FactorResult::expired);
    EXPECT_EQ(result("CANCELLED"), FactorResult::cancelled);
    EXPECT_EQ(result("CANCELED"), FactorResult::cancelled);
    EXPECT_EQ(result("PASSCODE_REPLAYED"), FactorResult::passcode_replayed);
    EXPECT_EQ(result("TIME_WINDOW_EXCEEDED"), FactorResult::time_window_exceeded);
    for (const auto* word : {"success", "SUCCESS ", "SUCCESSFUL", "", "OK", "SUCCESS\\u0000"})
        EXPECT_EQ(result(word), FactorResult::unknown) << word;
}

TEST(Reading, VerificationWithoutAResultIsNone) {
    for (const std::string body :
         {"", "{}", "[]", "true", R"({"factorResult":null})", R"({"factorResult":["SUCCESS"]})",
          R"({"factorResult":true})", R"({"factorResult":"SUCCESS")", R"(["SUCCESS"])"})
        EXPECT_FALSE(read_verification_body(body)) << body;
}

TEST(Reading, NumberToMatchIsAnIntegerOfTwoDigits) {
    const auto number = [](const std::string& json) {
        return read_verification_body(
                   R"({"factorResult":"WAITING","_embedded":{"challenge":{"correctAnswer":)" +
                   json + "}}}")
            ->number;
    };
    EXPECT_EQ(number("0"), 0);
    EXPECT_EQ(number("72"), 72);
    EXPECT_EQ(number("99"), 99);
    EXPECT_EQ(number(R"("07")"), 7);
    for (const auto* json : {"100", "-1", "7.0", "null", "true", R"("")", R"("7a")", R"("100")",
                             "[7]", "18446744073709551615", "1e1"})
        EXPECT_EQ(number(json), std::nullopt) << json;
    EXPECT_EQ(read_verification_body(R"({"factorResult":"WAITING","_embedded":null})")->number,
              std::nullopt);
}

TEST(Reading, TimestampsAreUtc) {
    const auto time = read_timestamp("2015-04-01T15:57:32.000Z");
    ASSERT_TRUE(time);
    EXPECT_EQ(time->time_since_epoch(), std::chrono::seconds{1427903852});
    EXPECT_TRUE(read_timestamp("2015-04-01T15:57:32Z"));
    for (const auto* text :
         {"", "soon", "2015-04-01", "2015-04-01T15:57:32", "9999-01-01T00:00:00Z",
          "2015-13-01T00:00:00Z", "0001-01-01T00:00:00Z"})
        EXPECT_FALSE(read_timestamp(text)) << text;
}

TEST(Reading, GroupsAreTheirNames) {
    const auto names = read_groups_body(
        R"([{"id":"1","profile":{"name":"Admins"}},{"id":"2","profile":null},{"profile":{"name":"Ops"}}])");
    ASSERT_TRUE(names);
    EXPECT_EQ(*names, (std::vector<std::string>{"Admins", "Ops"}));
    EXPECT_FALSE(read_groups_body("{}"));
}

}  // namespace
}  // namespace okta_factor::okta
