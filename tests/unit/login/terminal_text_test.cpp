// SPDX-License-Identifier: MIT
#include "daemon/login/terminal_text.h"

#include <gtest/gtest.h>

namespace okta_factor::login {
namespace {

TEST(TerminalText, keeps_printable_ascii) {
    EXPECT_EQ(fit_for_terminal("Alice's iPhone 15 (work)", 48), "Alice's iPhone 15 (work)");
}

TEST(TerminalText, gives_common_letters_and_marks_their_ascii_neighbours) {
    EXPECT_EQ(fit_for_terminal("J\xC3\xBCrgen\xE2\x80\x99s \xE2\x80\x9CPhone\xE2\x80\x9D", 48),
              "Jurgen's \"Phone\"");
}

TEST(TerminalText, turns_other_scripts_into_one_mark) {
    EXPECT_EQ(fit_for_terminal("\xE6\x9D\xB1\xE4\xBA\xAC phone", 48), "? phone");
}

TEST(TerminalText, lets_no_escape_control_or_bidi_character_through) {
    for (const char* text : {"a\x1B[31mb",
                             "a\x9B"
                             "31mb",
                             "a\xE2\x80\xAE"
                             "b",
                             "a\xC2\x9B"
                             "b",
                             "a\x07"
                             "b",
                             "a\x7F"
                             "b"}) {
        const auto fit = fit_for_terminal(text, 48);
        EXPECT_TRUE(is_printable_ascii(fit)) << fit;
        EXPECT_EQ(fit.front(), 'a');
    }
}

TEST(TerminalText, never_breaks_on_bytes_that_are_no_utf8) {
    for (int first = 0; first < 256; ++first)
        for (int second = 0; second < 256; ++second) {
            const std::string text{static_cast<char>(first), static_cast<char>(second)};
            EXPECT_TRUE(is_printable_ascii(fit_for_terminal(text, 48)));
        }
}

TEST(TerminalText, is_bounded) {
    EXPECT_EQ(fit_for_terminal(std::string(1000, 'x'), 10), "xxxxxxx...");
    EXPECT_EQ(fit_for_terminal("xxxxxxxxxx", 10), "xxxxxxxxxx");
}

TEST(TerminalText, has_lines_of_its_own_only) {
    EXPECT_EQ(fit_for_terminal("one\ntwo\r\nthree", 48), "one two  three");
}

TEST(MaskedEmail, shows_ends_of_the_name_and_the_domain) {
    EXPECT_EQ(masked_email("alice@acme.com"), "a...e@acme.com");
    EXPECT_EQ(masked_email("a@acme.com"), "a...@acme.com");
}

TEST(MaskedEmail, leaves_what_okta_masked) {
    EXPECT_EQ(masked_email("a...e@acme.com"), "a...e@acme.com");
    EXPECT_EQ(masked_email("al***@acme.com"), "al***@acme.com");
}

TEST(MaskedPhone, shows_the_last_four_digits) {
    EXPECT_EQ(masked_phone("+15554151337"), "+1 XXX-XXX-1337");
    EXPECT_EQ(masked_phone("+1-555-415-1337"), "+1 XXX-XXX-1337");
    EXPECT_EQ(masked_phone("+4915112345678"), "+XXXXXXXXX5678");
    EXPECT_EQ(masked_phone("5551337"), "XXX1337");
}

TEST(MaskedPhone, leaves_what_okta_masked) {
    EXPECT_EQ(masked_phone("+1 XXX-XXX-1337"), "+1 XXX-XXX-1337");
}

}  // namespace
}  // namespace okta_factor::login
