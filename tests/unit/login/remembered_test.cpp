// SPDX-License-Identifier: MIT
// What `remember` spares, and everything that it must not.
#include "daemon/login/remembered.h"

#include <gtest/gtest.h>

#include "tests/unit/login/stage.h"

namespace okta_factor::test {
namespace {

using login::Reason;
using protocol::Verdict;
using std::chrono::minutes;
using std::chrono::seconds;

// alice steps up once with a code, and then once more, with something changed in between.
class RememberedLogin : public testing::Test {
  protected:
    RememberedLogin() {
        stage.facts.service = "sudo";
        stage.facts.uid = 1000;
        stage.facts.tty = "pts/3";
        stage.facts.tty_device = 34819;
        stage.facts.session = "7@4711";
        stage.policy.login.remember = minutes{15};
        stage.okta->enrolled.usable = {totp_factor()};
        stage.okta->codes = {{"ost1", "123456"}};
    }

    void confirm() {
        stage.begin();
        stage.type("123456");
        ASSERT_EQ(stage.verdict(), Verdict::granted) << stage.transcript();
        stage.okta->calls.clear();
    }
    void expect_asked() {
        stage.begin();
        EXPECT_TRUE(stage.prompt_open()) << stage.transcript();
        EXPECT_FALSE(stage.verdict());
    }
    void expect_spared() {
        stage.begin();
        ASSERT_EQ(stage.verdict(), Verdict::granted) << stage.transcript();
        EXPECT_EQ(stage.audit.back().reason, Reason::remembered);
        EXPECT_TRUE(stage.okta->calls.empty());
    }

    Stage stage;
};

TEST_F(RememberedLogin, is_not_asked_again_in_the_same_place) {
    confirm();
    expect_spared();
    EXPECT_EQ(stage.audit.back().factor, okta::FactorKind::totp);
}

TEST_F(RememberedLogin, lasts_as_long_as_the_rule_says_and_is_not_prolonged_by_use) {
    confirm();
    stage.since_boot += minutes{14} + seconds{59};
    expect_spared();
    stage.since_boot += seconds{1};
    expect_asked();
}

TEST_F(RememberedLogin, ends_sooner_where_the_rule_that_asks_is_stricter) {
    confirm();
    stage.policy.login.remember = minutes{5};
    stage.since_boot += minutes{5};
    expect_asked();
}

TEST_F(RememberedLogin, is_not_prolonged_by_a_rule_that_is_laxer) {
    confirm();
    stage.policy.login.remember = minutes{60};
    stage.since_boot += minutes{15};
    expect_asked();
}

TEST_F(RememberedLogin, sudo_and_its_login_shell_are_one_family) {
    confirm();
    stage.facts.service = "sudo-i";
    expect_spared();
}

TEST_F(RememberedLogin, works_while_okta_is_away) {
    confirm();
    stage.okta->find_failure = FakeOkta::failed(okta::Meaning::unreachable).value();
    expect_spared();
}

TEST_F(RememberedLogin, is_forgotten_for_that_user_alone) {
    confirm();
    EXPECT_EQ(stage.remembered.forget("bob"), 0U);
    expect_spared();
    EXPECT_EQ(stage.remembered.forget("alice"), 1U);
    expect_asked();
}

TEST_F(RememberedLogin, is_not_kept_where_everything_was_forgotten_meanwhile) {
    stage.begin();
    stage.remembered.forget_everything();  // a reload
    stage.type("123456");
    ASSERT_EQ(stage.verdict(), Verdict::granted);
    expect_asked();
}

TEST_F(RememberedLogin, is_not_made_where_nothing_is_remembered) {
    stage.policy.login.remember = seconds{0};
    confirm();
    stage.policy.login.remember = minutes{15};
    expect_asked();
}

TEST_F(RememberedLogin, is_not_made_by_being_let_in_while_okta_is_away) {
    stage.policy.login.when_unreachable = policy::WhenUnreachable::allow;
    stage.okta->find_failure = FakeOkta::failed(okta::Meaning::unreachable).value();
    stage.begin();
    ASSERT_EQ(stage.verdict(), Verdict::granted);
    stage.okta->find_failure.reset();
    expect_asked();
}

TEST_F(RememberedLogin, is_not_made_by_a_skip) {
    policy::Rule rule;
    rule.name = "skip";
    rule.action = policy::Action::skip;
    rule.users = policy::Patterns{{"alice"}, {}};
    stage.policy.rules = {rule};
    stage.begin();
    ASSERT_EQ(stage.verdict(), Verdict::skipped);
    stage.policy.rules.clear();
    expect_asked();
}

TEST_F(RememberedLogin, is_not_made_by_a_wrong_code) {
    stage.policy.login.tries = 1;
    stage.begin();
    stage.type("000000");
    ASSERT_EQ(stage.verdict(), Verdict::denied_final);
    expect_asked();
}

TEST_F(RememberedLogin, by_a_factor_that_is_not_allowed_now_does_not_count) {
    confirm();
    stage.okta->enrolled.usable = {push_factor()};
    stage.policy.login.factors = {okta::FactorKind::push};
    stage.policy.login.push_prompt = policy::PushPrompt::always;
    expect_asked();
}

TEST_F(RememberedLogin, by_a_push_without_number_does_not_count_where_numbers_are_required) {
    stage.okta->enrolled.usable = {push_factor()};
    stage.okta->number.reset();
    stage.begin();
    stage.meanwhile("approved", [&] { stage.okta->push = okta::FactorResult::success; });
    ASSERT_EQ(stage.verdict(), Verdict::granted) << stage.transcript();
    stage.okta->calls.clear();
    expect_spared();
    stage.policy.login.number_matching = policy::NumberMatching::require;
    stage.begin();
    EXPECT_EQ(stage.verdict(), Verdict::denied_final) << stage.transcript();
    EXPECT_EQ(stage.audit.back().reason, Reason::push_without_number);
}

TEST_F(RememberedLogin, by_a_push_with_number_counts_where_numbers_are_required) {
    stage.okta->enrolled.usable = {push_factor()};
    stage.policy.login.number_matching = policy::NumberMatching::require;
    stage.policy.login.push_prompt = policy::PushPrompt::never;
    stage.begin();
    stage.meanwhile("approved", [&] { stage.okta->push = okta::FactorResult::success; });
    if (!stage.verdict()) stage.type("");
    ASSERT_EQ(stage.verdict(), Verdict::granted) << stage.transcript();
    stage.okta->calls.clear();
    expect_spared();
}

// One thing is different the second time.
struct Difference {
    const char* name;
    void (*apply)(policy::LoginFacts&);
};
void PrintTo(const Difference& difference, std::ostream* out) {
    *out << difference.name;
}

class RememberedElsewhere : public RememberedLogin,
                            public testing::WithParamInterface<Difference> {};

TEST_P(RememberedElsewhere, is_asked) {
    confirm();
    GetParam().apply(stage.facts);
    expect_asked();
}

TEST_P(RememberedElsewhere, does_not_disturb_what_was_remembered) {
    confirm();
    const auto facts = stage.facts;
    GetParam().apply(stage.facts);
    stage.begin();
    stage.facts = facts;
    stage.okta->calls.clear();
    expect_spared();
}

constexpr Difference differences[] = {
    {"uid", [](policy::LoginFacts& facts) { facts.uid = 1001; }},
    {"no_uid", [](policy::LoginFacts& facts) { facts.uid.reset(); }},
    {"service", [](policy::LoginFacts& facts) { facts.service = "su"; }},
    {"ssh", [](policy::LoginFacts& facts) { facts.service = "sshd"; }},
    {"target", [](policy::LoginFacts& facts) { facts.target = "root"; }},
    {"terminal", [](policy::LoginFacts& facts) { facts.tty_device = 34820; }},
    {"no_terminal", [](policy::LoginFacts& facts) { facts.tty_device.reset(); }},
    {"terminal_zero", [](policy::LoginFacts& facts) { facts.tty_device = 0; }},
    {"session", [](policy::LoginFacts& facts) { facts.session = "8@4711"; }},
    {"leader", [](policy::LoginFacts& facts) { facts.session = "7@4712"; }},
    {"no_session", [](policy::LoginFacts& facts) { facts.session.reset(); }},
    {"empty_session", [](policy::LoginFacts& facts) { facts.session = ""; }},
};
INSTANTIATE_TEST_SUITE_P(Each, RememberedElsewhere, testing::ValuesIn(differences),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(RememberedPlace, is_nowhere_for_what_lacks_any_of_its_facts) {
    policy::LoginFacts facts;
    facts.user = "alice";
    facts.service = "sshd";
    facts.uid = 1000;
    facts.tty_device = 1;
    facts.session = "1@1";
    EXPECT_FALSE(login::place_of(facts));
    facts.service = "sudo";
    EXPECT_TRUE(login::place_of(facts));
}

}  // namespace
}  // namespace okta_factor::test
