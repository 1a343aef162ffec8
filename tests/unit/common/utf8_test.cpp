// SPDX-License-Identifier: MIT
#include "common/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace okta_factor {
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

TEST(Utf8, NamesTheFirstCharacterAndItsLength) {
    const auto expect = [](std::string_view text, char32_t point, std::size_t bytes) {
        const auto first = first_character(text);
        EXPECT_EQ(first.point, point) << text;
        EXPECT_EQ(first.bytes, bytes) << text;
    };
    expect("abc", U'a', 1);
    expect("\u00e9x", 0xE9, 2);
    expect("\u20acx", 0x20AC, 3);
    expect("\U0001F511x", 0x1F511, 4);
    expect("\xff", 0, 0);
}

// Every character there is, written by hand and read back; and no surrogate.
TEST(Utf8, ReadsBackEveryCharacter) {
    for (char32_t point = 0x800; point <= 0x10FFFF; ++point) {
        std::string text;
        if (point >= 0x10000) {
            text += static_cast<char>(0xF0 | (point >> 18));
            text += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
        } else {
            text += static_cast<char>(0xE0 | (point >> 12));
        }
        text += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (point & 0x3F));
        const auto first = first_character(text);
        const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
        ASSERT_EQ(first.bytes, is_surrogate ? 0 : text.size()) << std::hex << std::size_t{point};
        ASSERT_EQ(first.point, is_surrogate ? 0 : point);
    }
}

TEST(Utf8, FindsControlCharactersOfBothSets) {
    for (const std::string_view text :
         {std::string_view{"\0", 1}, std::string_view{"a\nb"}, std::string_view{"\x1b[0m"},
          std::string_view{"\x7f"}, std::string_view{"\xc2\x80"}, std::string_view{"x\xc2\x9f"}})
        EXPECT_TRUE(has_control_character(text)) << text;
    for (const char* text : {"", "plain text", "\u00a0", "J\u00fcrgen"})
        EXPECT_FALSE(has_control_character(text)) << text;
}

}  // namespace
}  // namespace okta_factor
