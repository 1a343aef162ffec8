// SPDX-License-Identifier: MIT
#include "pam_module/withheld.h"

#include <gtest/gtest.h>

#include <ostream>

namespace okta_factor::pam {
namespace {

using protocol::Abandonment;
using protocol::MessageKind;

constexpr auto visible = MessageKind::prompt;
constexpr auto hidden = MessageKind::secret;

/// What a host holds and replies, and what becomes of the reply; nothing: it is passed on.
struct Case {
    const char* what;
    std::string_view reply;
    MessageKind prompt;
    Held held;
    std::optional<Abandonment> withheld{};
};

void PrintTo(const Case& of, std::ostream* out) {
    *out << of.what;
}

const Case cases[] = {
    {"password_at_a_visible_prompt", "hunter2", visible, {"hunter2", {}}, Abandonment::password},
    {"password_at_a_hidden_prompt", "hunter2", hidden, {"hunter2", {}}, Abandonment::password},
    {"password_in_another_case", "Hunter2", visible, {"hunter2", {}}},
    {"password_with_another_last_character", "hunter3", hidden, {"hunter2", {}}},
    {"password_with_another_first_character", "bunter2", hidden, {"hunter2", {}}},
    {"beginning_of_the_password", "hunter", hidden, {"hunter2", {}}},
    {"more_than_the_password", "hunter22", hidden, {"hunter2", {}}},
    {"password_that_is_no_utf8", "p\xe4ss", hidden, {"p\xe4ss", {}}, Abandonment::password},
    {"code_like_password", "123456", visible, {"123456", {}}, Abandonment::password},
    {"password_and_name_alike", "alice", hidden, {"alice", {"alice"}}, Abandonment::password},
    {"no_password_known", "hunter2", hidden, {"", {"alice"}}},

    {"enter", "", visible, {"", {"", "", ""}}},
    {"enter_with_a_password", "", hidden, {"hunter2", {"alice"}}},
    {"menu_letter_that_is_the_password", "m", visible, {"m", {}}},
    {"menu_letter_that_is_a_name", "m", visible, {"", {"m"}}},
    {"capital_menu_letter_that_is_a_name", "M", visible, {"", {"m"}}},
    {"menu_letter_that_is_a_name_with_a_domain", "m", visible, {"", {"m@acme.com"}}},
    {"menu_number_that_is_the_password", "5", visible, {"5", {}}},
    {"long_menu_number_that_is_a_name", "42", visible, {"", {"42"}}},
    {"long_menu_number_that_is_a_name_with_a_domain", "42", visible, {"", {"ACME\\42"}}},
    {"one_character_of_two_bytes", "\xc3\xa9", visible, {"\xc3\xa9", {"\xc3\xa9"}}},
    {"three_digits_that_are_a_name", "421", visible, {"", {"421"}}, Abandonment::name},
    {"name_of_two_letters", "jo", visible, {"", {"jo"}}, Abandonment::name},

    {"name_at_a_visible_prompt", "alice", visible, {"", {"alice"}}, Abandonment::name},
    {"name_at_a_hidden_prompt", "alice", hidden, {"hunter2", {"alice"}}},
    {"name_in_another_case", "ALICE", visible, {"", {"Alice"}}, Abandonment::name},
    {"account_of_the_name", "alice", visible, {"", {"al", "alice", ""}}, Abandonment::name},
    {"account_entered", "root", visible, {"", {"alice", "alice", "root"}}, Abandonment::name},
    {"another_name", "alicia", visible, {"", {"alice", "root", ""}}},
    {"typed_domain", "alice@acme.com", visible, {"", {"alice"}}, Abandonment::name},
    {"domain_in_the_name", "alice", visible, {"", {"alice@acme.com"}}, Abandonment::name},
    {"typed_realm", "ACME\\alice", visible, {"", {"alice"}}, Abandonment::name},
    {"realm_in_the_name", "alice", visible, {"", {"ACME\\Alice"}}, Abandonment::name},
    {"realm_and_domain", "acme\\alice", visible, {"", {"alice@acme.com"}}, Abandonment::name},
    {"other_domains", "alice@x.org", visible, {"", {"alice@acme.com"}}, Abandonment::name},
    {"the_domain_alone", "acme.com", visible, {"", {"alice@acme.com"}}},
    {"nothing_but_a_domain", "@acme.com", visible, {"", {"acme\\"}}},
    {"code", "123456", visible, {"hunter2", {"alice", "alice", "root"}}},
    {"name_that_looks_like_a_code", "123456", visible, {"", {"123456"}}, Abandonment::name},
};

class Withheld : public testing::TestWithParam<Case> {};

TEST_P(Withheld, OrPassedOn) {
    const auto& of = GetParam();
    EXPECT_EQ(withheld(of.reply, of.prompt, of.held), of.withheld);
}

INSTANTIATE_TEST_SUITE_P(Each, Withheld, testing::ValuesIn(cases),
                         [](const auto& of) { return std::string{of.param.what}; });

}  // namespace
}  // namespace okta_factor::pam
