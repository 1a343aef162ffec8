// SPDX-License-Identifier: MIT
// when_unreachable = "recovery-code": who is asked for one, and whom it lets in.
#include <gtest/gtest.h>

#include "daemon/login/by_recovery_code.h"
#include "tests/unit/login/stage.h"

namespace okta_factor::test {
namespace {

using login::Reason;
using okta::Meaning;
using protocol::Verdict;
using std::chrono::seconds;

constexpr char prompt[] = "Okta cannot be reached. Enter a recovery code: ";
constexpr char wrong_code[] = "0000-0000-0000-0000";

class WithoutOkta : public testing::Test {
  protected:
    WithoutOkta() { is_away(stage); }

    static void is_away(Stage& stage) {
        stage.policy.login.when_unreachable = policy::WhenUnreachable::recovery_code;
        stage.okta->enrolled.usable = {totp_factor()};
        stage.okta->codes = {{"ost1", "123456"}};
        stage.okta->find_failure = FakeOkta::failed(Meaning::unreachable).value();
    }
    void expect(Verdict verdict, Reason reason) {
        EXPECT_EQ(stage.verdict(), verdict) << stage.transcript();
        ASSERT_EQ(stage.audit.size(), 1U);
        EXPECT_EQ(stage.audit.back().reason, reason) << stage.transcript();
        EXPECT_FALSE(stage.audit.back().factor);
    }

    Stage stage;
};

TEST_F(WithoutOkta, a_recovery_code_lets_in_once) {
    stage.begin();
    EXPECT_EQ(stage.last_text(), prompt);
    stage.type(Stage::code_of_alice);
    expect(Verdict::granted, Reason::recovery_code_accepted);
    EXPECT_EQ(stage.last_text(), "You have 1 recovery code left.");

    stage.audit.clear();
    stage.begin();
    stage.type(Stage::code_of_alice);
    EXPECT_FALSE(stage.verdict()) << stage.transcript();
}

TEST_F(WithoutOkta, whoever_has_no_code_left_is_told_that_okta_is_away) {
    for (const char* code : {Stage::code_of_alice, Stage::other_code_of_alice}) {
        stage.begin();
        stage.type(code);
        EXPECT_EQ(stage.verdict(), Verdict::granted) << stage.transcript();
    }
    EXPECT_EQ(stage.last_text(),
              "This was your last recovery code. Ask your administrator for new ones.");
    stage.audit.clear();
    stage.begin();
    expect(Verdict::unavailable, Reason::unreachable);
}

TEST_F(WithoutOkta, the_code_of_one_person_does_not_let_in_another) {
    stage.facts.user = "bob";
    stage.begin();
    expect(Verdict::unavailable, Reason::unreachable);
}

TEST_F(WithoutOkta, it_is_the_person_who_steps_up_that_is_asked) {
    stage.facts.service = "sudo";
    stage.facts.target = "root";
    stage.facts.silent = true;
    stage.begin();
    stage.type(Stage::code_of_alice);
    expect(Verdict::granted, Reason::recovery_code_accepted);
}

TEST_F(WithoutOkta, known_to_be_away_nobody_waits_for_it) {
    stage.okta->is_reachable = false;
    stage.begin();
    EXPECT_TRUE(stage.okta->calls.empty());
    stage.type(Stage::code_of_alice);
    expect(Verdict::granted, Reason::recovery_code_accepted);
}

TEST_F(WithoutOkta, that_goes_away_while_the_push_waits_a_recovery_code_counts) {
    stage.okta->find_failure.reset();
    stage.okta->enrolled.usable = {push_factor()};
    stage.begin();
    stage.type("");
    stage.okta->goes_away();
    stage.let_pass(seconds{5});
    EXPECT_EQ(stage.last_text(), prompt);
    stage.type(Stage::code_of_alice);
    expect(Verdict::granted, Reason::recovery_code_accepted);
}

TEST_F(WithoutOkta, every_trouble_but_that_it_is_away_or_unwell_asks_for_no_code) {
    for (int i = 0; i <= static_cast<int>(Meaning::unreachable); ++i) {
        const auto meaning = static_cast<Meaning>(i);
        const bool away = okta::counts_as_unreachable(meaning);
        if (meaning == Meaning::keep_polling) continue;  // no answer to a list
        Stage other;
        is_away(other);
        other.okta->goes_away(meaning);
        other.okta->find_failure.reset();  // the person is known from a while ago
        other.begin();
        EXPECT_EQ(other.prompt_open(), away) << i << other.transcript();
        EXPECT_NE(other.verdict(), Verdict::granted) << i;
    }
}

TEST_F(WithoutOkta, our_own_limits_ask_for_no_recovery_code) {
    stage.okta->find_failure.reset();
    for (int i = 0; i < 4; ++i)
        stage.limits.begin_code("00ualice");
    stage.begin();
    stage.type("123456");
    EXPECT_EQ(stage.audit.back().reason, Reason::wrong_codes_limited);
}

TEST_F(WithoutOkta, a_rule_may_deny_what_login_would_ask_a_code_for) {
    policy::Rule rule;
    rule.name = "strict";
    rule.settings = stage.policy.login;
    rule.settings.when_unreachable = policy::WhenUnreachable::deny;
    stage.policy.rules = {rule};
    stage.begin();
    expect(Verdict::unavailable, Reason::unreachable);
}

TEST_F(WithoutOkta, a_code_whose_use_cannot_be_written_down_lets_nobody_in) {
    stage.disk.full = true;
    stage.begin();
    stage.type(Stage::code_of_alice);
    expect(Verdict::unavailable, Reason::recovery_code_not_kept);
    EXPECT_FALSE(stage.limits.code_limit(login::recovery_limit_id("alice")));
}

TEST_F(WithoutOkta, a_caller_who_leaves_while_the_disk_writes_is_not_let_in_and_the_code_is_used) {
    stage.begin();
    const auto begun = stage.disk.writes;
    stage.leave_after(Stage::code_of_alice);
    EXPECT_EQ(stage.disk.writes, begun + 1);
    expect(Verdict::cancelled, Reason::caller_gone);
    EXPECT_EQ(stage.recovery_codes.left("alice"), 1U);
}

TEST_F(WithoutOkta, wrong_codes_are_limited_across_logins_and_cleared_by_name) {
    stage.policy.login.tries = 2;
    for (int i = 0; i < 2; ++i) {
        stage.begin();
        stage.type(wrong_code);
        stage.type(wrong_code);
        EXPECT_EQ(stage.audit.back().reason, Reason::too_many_tries);
    }
    stage.audit.clear();
    stage.begin();
    expect(Verdict::denied_final, Reason::recovery_codes_limited);
    EXPECT_NE(stage.last_text().find("accepted again in 15 minutes"), std::string::npos);

    EXPECT_TRUE(stage.limits.clear("alice"));
    stage.audit.clear();
    stage.begin();
    stage.type(Stage::code_of_alice);
    expect(Verdict::granted, Reason::recovery_code_accepted);
}

TEST_F(WithoutOkta, the_limit_ends_a_login_in_the_middle) {
    for (int i = 0; i < 3; ++i)
        stage.limits.begin_code(login::recovery_limit_id("alice"));
    stage.begin();
    stage.type(wrong_code);
    stage.type(Stage::code_of_alice);
    expect(Verdict::denied_final, Reason::recovery_codes_limited);
}

TEST_F(WithoutOkta, what_cannot_be_a_code_costs_a_try_and_nothing_else) {
    stage.begin();
    stage.type("");
    stage.type("123456");
    stage.type(std::string(500, 'A'));
    expect(Verdict::denied_final, Reason::too_many_tries);
    EXPECT_FALSE(stage.limits.code_limit(login::recovery_limit_id("alice")));
    EXPECT_EQ(stage.recovery_codes.left("alice"), 2U);
}

TEST_F(WithoutOkta, a_disk_that_hangs_holds_the_login_up_no_longer_than_its_timeout) {
    stage.disk.takes = seconds{600};
    stage.begin();
    stage.type(Stage::code_of_alice);
    EXPECT_FALSE(stage.verdict());
    stage.let_pass(seconds{61});
    expect(Verdict::denied_final, Reason::timed_out);
    stage.let_pass(seconds{600});
    EXPECT_EQ(stage.audit.size(), 1U);
}

TEST_F(WithoutOkta, the_login_still_ends_at_its_timeout) {
    stage.begin();
    stage.let_pass(seconds{61});
    stage.type(Stage::code_of_alice);
    expect(Verdict::denied_final, Reason::timed_out);
    EXPECT_EQ(stage.recovery_codes.left("alice"), 2U);
}

}  // namespace
}  // namespace okta_factor::test
