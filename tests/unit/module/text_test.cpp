// SPDX-License-Identifier: MIT
#include "pam_module/text.h"

#include <gtest/gtest.h>

#include <string>

namespace okta_factor::pam {
namespace {

TEST(Utf8, TakesEveryLengthAndItsLimits) {
    for (const char* text : {"", "plain", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
                             "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80",
                             "\xf4\x8f\xbf\xbf", "a\xc3\xbc\xe2\x82\xac\xf0\x9f\x94\x91z"})
        EXPECT_TRUE(is_utf8(text)) << text;
}

TEST(Utf8, RefusesWhatOnlyLooksLikeIt) {
    for (const char* text :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x80\x80", "\xe0\x9f\xbf",
          "\xe2\x82", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
          "\xf8\x88\x80\x80\x80", "\xfe", "\xff", "good\xff", "\xf0\x9f\x94"})
        EXPECT_FALSE(is_utf8(text)) << text;
}

TEST(Name, IsShortTextWithoutControlCharacters) {
    EXPECT_TRUE(is_name("alice"));
    EXPECT_TRUE(is_name("Alice Smith@acme.com"));
    EXPECT_TRUE(is_name("J\xc3\xbcrgen"));
    EXPECT_TRUE(is_name(std::string(256, 'a')));
    EXPECT_FALSE(is_name(""));
    EXPECT_FALSE(is_name(std::string(257, 'a')));
    EXPECT_FALSE(is_name("a\nb"));
    EXPECT_FALSE(is_name("\x1b[0m"));
    EXPECT_FALSE(is_name("\x7f"));
    EXPECT_FALSE(is_name("\xc2\x85"));  // NEL, one of C1
    EXPECT_FALSE(is_name("\xff"));
}

TEST(Shortened, NeverEndsInsideACharacter) {
    EXPECT_EQ(shortened("abc", 3), "abc");
    EXPECT_EQ(shortened("abc", 2), "ab");
    EXPECT_EQ(shortened("a\xe2\x82\xac", 3), "a");
    EXPECT_EQ(shortened("a\xe2\x82\xac", 4), "a\xe2\x82\xac");
    EXPECT_EQ(shortened("\xe2\x82\xac", 1), "");
}

}  // namespace
}  // namespace okta_factor::pam
