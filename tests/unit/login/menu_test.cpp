// SPDX-License-Identifier: MIT
#include "daemon/login/menu.h"

#include <gtest/gtest.h>

#include "daemon/login/push_prompt.h"
#include "tests/unit/login/stage.h"

namespace okta_factor::login {
namespace {

const std::vector<okta::Factor> factors{test::push_factor(), test::yubikey_factor(),
                                        test::totp_factor(), test::google_factor(),
                                        test::sms_factor()};

std::size_t chosen(std::string_view typed) {
    const auto choice = read_choice(typed, factors);
    return std::get<Chosen>(choice).index;
}

TEST(Menu, takes_a_line_number) {
    EXPECT_EQ(chosen("1"), 0U);
    EXPECT_EQ(chosen(" 5 "), 4U);
    EXPECT_EQ(chosen("02"), 1U);
}

TEST(Menu, does_not_understand_other_lines) {
    for (const char* typed :
         {"", "0", "6", "-1", "1x", "x", "+1", "1 2", "0001", "99999999999999999999"})
        EXPECT_TRUE(std::holds_alternative<NotUnderstood>(read_choice(typed, factors))) << typed;
}

TEST(Menu, gives_a_code_to_the_first_factor_whose_codes_look_like_it) {
    auto choice = read_choice("123 456", factors);
    EXPECT_EQ(std::get<TypedCode>(choice).index, 2U);
    EXPECT_EQ(std::get<TypedCode>(choice).code.reveal(), "123456");
    choice = read_choice("ccccccbcgujhingjrdejhgfnuetrgigvejhhgbkugded", factors);
    EXPECT_EQ(std::get<TypedCode>(choice).index, 1U);
}

TEST(Menu, gives_no_code_to_a_factor_that_sends_its_own) {
    const std::vector<okta::Factor> only_sms{test::push_factor(), test::sms_factor()};
    EXPECT_TRUE(std::holds_alternative<NotUnderstood>(read_choice("123456", only_sms)));
    EXPECT_EQ(menu_prompt(only_sms), "Choose 1-2: ");
}

TEST(Menu, shows_names_from_okta_without_what_a_terminal_would_obey) {
    const auto text =
        menu_text("al\x1B[2Jice@acme.com", {test::push_factor("opf1", "\x1B]0;x\x07\nroot#")});
    EXPECT_EQ(text.find('\x1B'), std::string::npos);
    EXPECT_EQ(text.find('\x07'), std::string::npos);
    EXPECT_EQ(text.find("\nroot"), std::string::npos);
}

struct PromptCase {
    policy::PushPrompt preference;
    const char* service;
    bool number;
    bool prompt;
};

TEST(PushPrompt, is_open_where_info_is_held_back_or_a_number_must_be_seen) {
    using policy::PushPrompt;
    const PromptCase table[] = {
        {PushPrompt::automatic, "sshd", true, true},
        {PushPrompt::automatic, "sshd", false, true},
        {PushPrompt::automatic, "sudo", true, true},
        {PushPrompt::automatic, "sudo", false, false},
        {PushPrompt::automatic, "sudo-i", false, false},
        {PushPrompt::automatic, "login", false, false},
        {PushPrompt::automatic, "gdm-password", false, false},
        {PushPrompt::automatic, "cockpit", false, true},
        {PushPrompt::always, "sudo", false, true},
        {PushPrompt::always, "sshd", true, true},
        {PushPrompt::never, "sudo", true, false},
        {PushPrompt::never, "sshd", false, false},
        {PushPrompt::never, "sshd", true, true},
    };
    for (const auto& row : table)
        EXPECT_EQ(push_needs_prompt(row.preference, row.service, row.number), row.prompt)
            << row.service << ' ' << row.number;
}

TEST(PushPrompt, names_the_phone_and_the_number) {
    EXPECT_EQ(push_prompt_text(test::push_factor(), 42, PushAlternative::code),
              "In Okta Verify on Gibson, tap 42, then press Enter (or type a code): ");
    EXPECT_EQ(push_info_text(test::push_factor(), 7), "In Okta Verify on Gibson, tap 7.");
    EXPECT_EQ(push_info_text(test::push_factor("opf1", ""), {}),
              "Approve the request in Okta Verify on your phone.");
}

}  // namespace
}  // namespace okta_factor::login
