// SPDX-License-Identifier: MIT
#include "pam_module/text.h"

#include <gtest/gtest.h>

#include <string>

namespace okta_factor::pam {
namespace {

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
