// SPDX-License-Identifier: MIT
#include "daemon/okta/login_name.h"

#include <gtest/gtest.h>

namespace okta_factor::okta {
namespace {

using namespace std::string_literals;

TEST(LoginName, RefusesWhatMustNotReachOkta) {
    for (const auto& login : {""s,
                              std::string(101, 'a'),
                              std::string(10'000, 'a'),
                              "me"s,
                              "Me"s,
                              "."s,
                              ".."s,
                              "a/b"s,
                              "a#b"s,
                              "a?b"s,
                              "a%2fb"s,
                              "a\\b"s,
                              "a\nb"s,
                              "a\0b"s,
                              "a\x7F"s,
                              "a\xC2\x85"s,
                              "\xFF"s,
                              "a\xC0\xAF"s,
                              "\xED\xA0\x80"s,
                              "\xF4\x90\x80\x80"s,
                              "a\xC3"s,
                              "00u1f96ECLNVOKVMUSEA"s,
                              "00U1F96"s})
        EXPECT_TRUE(why_refused(login)) << login;
}

TEST(LoginName, LetsOrdinaryLoginsThrough) {
    for (const auto& login : {"alice"s, "alice@acme.com"s, "kate.libby@gibson.example"s,
                              "o'neil+test@acme.com"s, "m\xC3\xA9lanie@acme.com"s, "00u@acme.com"s,
                              "meme"s, std::string(100, 'a'), "\xF0\x9F\x98\x80@acme.com"s})
        EXPECT_FALSE(why_refused(login)) << login;
}

TEST(LoginName, EncodesEverythingThatAPathCouldMistake) {
    EXPECT_EQ(percent_encode("kate.libby-1_2~@acme.com"), "kate.libby-1_2~@acme.com");
    EXPECT_EQ(percent_encode("a+b;c&d e"), "a%2Bb%3Bc%26d%20e");
    EXPECT_EQ(percent_encode("\xC3\xA9"), "%C3%A9");
}

TEST(LoginName, ComparesWithoutCaseButOnlyInAscii) {
    EXPECT_TRUE(same_login("Alice@ACME.com", "alice@acme.com"));
    EXPECT_FALSE(same_login("alice@acme.com", "alice@acme.co"));
    EXPECT_FALSE(same_login("\xC3\x89", "\xC3\xA9"));
    EXPECT_FALSE(same_login("alice", "alice@acme.com"));
}

TEST(LoginName, KnowsAnIdFromAPath) {
    EXPECT_TRUE(is_id("00u1f96ECLNVOKVMUSEA"));
    EXPECT_TRUE(is_id("a-b_C9"));
    EXPECT_FALSE(is_id(""));
    EXPECT_FALSE(is_id("a/b"));
    EXPECT_FALSE(is_id(".."));
}

}  // namespace
}  // namespace okta_factor::okta
