// SPDX-License-Identifier: MIT
// What must hold whatever the dialogue: who is granted, what is counted, what is cancelled, when it
// ends.
#include "daemon/login/login.h"

#include <gtest/gtest.h>

#include "tests/unit/login/stage.h"

namespace okta_factor::test {
namespace {

using login::Reason;
using okta::FactorResult;
using okta::Meaning;
using okta::UserStatus;
using protocol::Verdict;
using std::chrono::seconds;

class LoginTest : public testing::Test {
  protected:
    Stage stage;

    void has_totp() {
        stage.okta->enrolled.usable = {totp_factor()};
        stage.okta->codes = {{"ost1", "123456"}};
    }
    void has_push() { stage.okta->enrolled.usable = {push_factor()}; }
    void expect(Verdict verdict, Reason reason) {
        EXPECT_EQ(stage.verdict(), verdict) << stage.transcript();
        ASSERT_EQ(stage.audit.size(), 1U);
        EXPECT_EQ(stage.audit.back().reason, reason) << stage.transcript();
    }
};

TEST_F(LoginTest, asks_okta_no_more_than_it_must_for_a_code) {
    has_totp();
    stage.begin();
    stage.type("123456");
    expect(Verdict::granted, Reason::code_accepted);
    EXPECT_EQ(stage.okta->calls,
              (std::vector<std::string>{"find alice@acme.com", "list", "read", "verify ost1"}));
    EXPECT_EQ(stage.audit.back().request_id, "req-verify");
    EXPECT_EQ(stage.audit.back().okta_user_id, "00ualice");
}

TEST_F(LoginTest, does_not_let_in_a_user_suspended_since_the_list_was_read) {
    has_totp();
    stage.begin();
    stage.okta->user.status = UserStatus::suspended;
    stage.type("123456");
    expect(Verdict::denied_final, Reason::user_not_active);
}

TEST_F(LoginTest, does_not_let_in_a_user_suspended_while_the_push_waited) {
    has_push();
    stage.begin();
    stage.meanwhile("suspended, then approved", [&] {
        stage.okta->user.status = UserStatus::suspended;
        stage.okta->push = FactorResult::success;
    });
    stage.type("");
    expect(Verdict::denied_final, Reason::user_not_active);
}

TEST_F(LoginTest, does_not_let_in_where_the_user_cannot_be_read_again) {
    has_totp();
    stage.begin();
    stage.okta->read_failure = FakeOkta::failed(Meaning::unreachable).value();
    stage.type("123456");
    expect(Verdict::unavailable, Reason::unreachable);
}

TEST_F(LoginTest, does_not_let_in_where_the_id_became_somebody_else) {
    has_totp();
    stage.begin();
    stage.okta->user.id = "00uother";
    stage.type("123456");
    expect(Verdict::denied_final, Reason::user_unknown);
}

TEST_F(LoginTest, lets_an_expired_password_in_only_where_the_policy_says_so) {
    has_totp();
    stage.okta->user.status = UserStatus::password_expired;
    stage.begin();
    expect(Verdict::denied_final, Reason::password_expired);

    stage.audit.clear();
    stage.policy.identity.allow_expired_password = true;
    stage.begin();
    stage.type("123456");
    expect(Verdict::granted, Reason::code_accepted);
}

TEST_F(LoginTest, refuses_every_status_but_active) {
    for (const auto status : {UserStatus::locked_out, UserStatus::recovery, UserStatus::suspended,
                              UserStatus::deprovisioned, UserStatus::staged,
                              UserStatus::provisioned, UserStatus::unknown}) {
        Stage other;
        other.okta->enrolled.usable = {totp_factor()};
        other.okta->user.status = status;
        other.begin();
        EXPECT_EQ(other.verdict(), Verdict::denied_final) << static_cast<int>(status);
        EXPECT_EQ(other.okta->count("list"), 0);
    }
}

TEST_F(LoginTest, sends_a_code_to_one_factor_only) {
    stage.okta->enrolled.usable = {totp_factor(), google_factor()};
    stage.okta->codes = {{"uft1", "123456"}};
    stage.begin();
    stage.type("123456");
    EXPECT_EQ(stage.okta->count("verify ost1"), 1);
    EXPECT_EQ(stage.okta->count("verify uft1"), 0);
    EXPECT_TRUE(stage.prompt_open());
}

TEST_F(LoginTest, counts_wrong_codes_across_logins_and_says_when_they_are_taken_again) {
    has_totp();
    stage.policy.login.tries = 2;
    for (int login = 0; login < 2; ++login) {
        stage.begin();
        stage.type("000000");
        stage.type("000000");
    }
    stage.audit.clear();
    stage.begin();
    stage.type("123456");
    expect(Verdict::denied_final, Reason::wrong_codes_limited);
    EXPECT_EQ(stage.okta->count("verify ost1"), 4);
    EXPECT_NE(stage.last_text().find("in 15 minutes"), std::string::npos) << stage.last_text();
}

TEST_F(LoginTest, offers_the_push_when_codes_are_out) {
    stage.okta->enrolled.usable = {push_factor(), totp_factor()};
    for (int i = 0; i < 4; ++i)
        stage.limits.begin_code("00ualice");
    stage.begin();
    stage.type("123456");
    EXPECT_EQ(stage.okta->count("challenge opf1"), 0) << "a push that nobody chose";
    stage.type("1");
    EXPECT_TRUE(stage.prompt_open());
    EXPECT_NE(stage.transcript().find("tap 42"), std::string::npos) << stage.transcript();
    EXPECT_EQ(stage.okta->count("verify ost1"), 0);
}

TEST_F(LoginTest, counts_a_code_whose_sender_left_before_the_answer) {
    has_totp();
    for (int i = 0; i < 3; ++i)
        stage.limits.begin_code("00ualice");
    stage.begin();
    stage.okta->calls.clear();
    stage.executor.advance(seconds{1});
    stage.type("000000");  // the fourth wrong one
    stage.hang_up();
    EXPECT_TRUE(stage.limits.code_limit("00ualice"));
}

TEST_F(LoginTest, does_not_count_what_okta_did_not_judge) {
    has_totp();
    for (int i = 0; i < 10; ++i) {
        stage.okta->verify_failure = FakeOkta::failed(Meaning::unreachable).value();
        stage.okta->verify_failure->never_sent = true;
        stage.begin();
        stage.type("123456");
        EXPECT_EQ(stage.verdict(), Verdict::unavailable);
    }
    EXPECT_FALSE(stage.limits.code_limit("00ualice"));
}

TEST_F(LoginTest, counts_what_okta_may_have_judged_though_its_answer_was_lost) {
    has_totp();
    for (const auto meaning : {Meaning::unreachable, Meaning::unwell, Meaning::unintelligible}) {
        stage.limits.clear("00ualice");
        stage.okta->verify_failure = FakeOkta::failed(meaning).value();
        for (int i = 0; i < 4; ++i) {
            EXPECT_FALSE(stage.limits.code_limit("00ualice"));
            stage.begin();
            stage.type("123456");
        }
        EXPECT_TRUE(stage.limits.code_limit("00ualice"));
    }
}

TEST_F(LoginTest, a_rejection_is_held_against_further_pushes_though_nobody_looks) {
    has_push();
    stage.begin();
    stage.okta->push = okta::FactorResult::rejected;
    stage.let_pass(seconds{5});
    stage.hang_up();
    stage.okta->push = okta::FactorResult::waiting;
    stage.begin();
    EXPECT_EQ(stage.audit.back().reason, Reason::pushes_paused);
}

TEST_F(LoginTest, a_code_typed_after_the_push_was_rejected_lets_nobody_in) {
    stage.okta->enrolled.usable = {push_factor(), totp_factor()};
    stage.okta->codes = {{"ost1", "123456"}};
    stage.begin();
    stage.type("1");
    stage.okta->push = okta::FactorResult::rejected;
    stage.let_pass(seconds{5});
    stage.type("123456");
    EXPECT_EQ(stage.verdict(), Verdict::denied_final);
    EXPECT_EQ(stage.audit.back().reason, Reason::push_rejected);
    EXPECT_EQ(stage.okta->count("verify ost1"), 0);
}

TEST_F(LoginTest, cancels_the_push_at_okta_when_the_caller_leaves) {
    has_push();
    stage.begin();
    stage.hang_up();
    EXPECT_EQ(stage.okta->count("cancel"), 1);
    ASSERT_EQ(stage.audit.size(), 1U);
    EXPECT_EQ(stage.audit.back().reason, Reason::caller_gone);
}

TEST_F(LoginTest, cancels_the_push_when_a_code_decides_instead) {
    stage.okta->enrolled.usable = {push_factor(), totp_factor()};
    stage.okta->codes = {{"ost1", "123456"}};
    stage.policy.login.autopush = true;
    stage.begin();
    stage.type("123456");
    expect(Verdict::granted, Reason::code_accepted);
    EXPECT_EQ(stage.okta->count("cancel"), 1);
}

TEST_F(LoginTest, cancels_no_push_that_okta_has_decided) {
    has_push();
    stage.begin();
    stage.meanwhile("approved", [&] { stage.okta->push = FactorResult::success; });
    stage.type("");
    expect(Verdict::granted, Reason::push_approved);
    EXPECT_EQ(stage.okta->count("cancel"), 0);
}

TEST_F(LoginTest, ends_at_its_timeout_and_denies_a_late_approval) {
    has_push();
    stage.policy.login.timeout = seconds{30};
    stage.begin();
    stage.let_pass(seconds{31});
    EXPECT_EQ(stage.okta->count("cancel"), 1);
    stage.okta->push = FactorResult::success;
    stage.type("");
    expect(Verdict::denied_final, Reason::timed_out);
}

TEST_F(LoginTest, does_not_count_a_push_without_a_number_where_one_is_required) {
    has_push();
    stage.policy.login.number_matching = policy::NumberMatching::require;
    stage.okta->number.reset();
    stage.begin();
    expect(Verdict::denied_final, Reason::push_without_number);
    EXPECT_EQ(stage.okta->count("cancel"), 1);
}

TEST_F(LoginTest, asks_for_no_number_where_matching_is_off) {
    has_push();
    stage.policy.login.number_matching = policy::NumberMatching::off;
    stage.begin();
    EXPECT_EQ(stage.transcript().find("tap"), std::string::npos) << stage.transcript();
}

TEST_F(LoginTest, survives_a_lost_poll_but_not_an_org_that_is_gone) {
    has_push();
    stage.begin();
    stage.type("");
    stage.okta->poll_failure = FakeOkta::failed(Meaning::unreachable).value();
    stage.let_pass(seconds{2});
    EXPECT_FALSE(stage.verdict());
    stage.let_pass(seconds{5});
    expect(Verdict::unavailable, Reason::unreachable);
}

TEST_F(LoginTest, keeps_polling_when_told_to_slow_down) {
    has_push();
    stage.begin();
    stage.type("");
    stage.okta->poll_failure = FakeOkta::failed(Meaning::slow_down, "E0000047").value();
    stage.okta->poll_failure->wait = seconds{20};
    stage.let_pass(seconds{15});
    EXPECT_LE(stage.okta->count("poll"), 3);
    stage.okta->poll_failure.reset();
    stage.okta->push = FactorResult::success;
    stage.let_pass(seconds{10});
    expect(Verdict::granted, Reason::push_approved);
}

TEST_F(LoginTest, pauses_pushes_after_a_rejected_one) {
    has_push();
    stage.begin();
    stage.type("");
    stage.meanwhile("rejected", [&] { stage.okta->push = FactorResult::rejected; });
    expect(Verdict::denied_final, Reason::push_rejected);

    stage.audit.clear();
    stage.begin();
    expect(Verdict::denied_final, Reason::pushes_paused);
    EXPECT_EQ(stage.okta->count("challenge opf1"), 1);
}

TEST_F(LoginTest, lets_in_without_okta_only_where_the_policy_says_so) {
    has_totp();
    stage.okta->find_failure = FakeOkta::failed(Meaning::unreachable).value();
    stage.policy.login.when_unreachable = policy::WhenUnreachable::allow;
    stage.begin();
    expect(Verdict::granted, Reason::unreachable_allowed);
}

TEST_F(LoginTest, decides_at_once_when_okta_is_known_to_be_away) {
    has_totp();
    stage.okta->is_reachable = false;
    stage.begin();
    expect(Verdict::unavailable, Reason::unreachable);
    EXPECT_TRUE(stage.okta->calls.empty());
}

TEST_F(LoginTest, tries_for_itself_where_an_unreachable_okta_would_let_it_in) {
    has_totp();
    stage.okta->is_reachable = false;
    stage.policy.login.when_unreachable = policy::WhenUnreachable::allow;
    stage.begin();
    stage.type("123456");
    expect(Verdict::granted, Reason::code_accepted);
}

TEST_F(LoginTest, never_takes_other_trouble_for_an_unreachable_okta) {
    for (const auto meaning : {Meaning::misconfigured, Meaning::bad_request, Meaning::tls_failure,
                               Meaning::slow_down, Meaning::user_denied, Meaning::user_locked,
                               Meaning::user_unknown, Meaning::factor_gone}) {
        Stage other;
        other.policy.login.when_unreachable = policy::WhenUnreachable::allow;
        other.okta->list_failure = FakeOkta::failed(meaning).value();
        other.begin();
        ASSERT_TRUE(other.verdict()) << static_cast<int>(meaning);
        EXPECT_NE(other.verdict(), Verdict::granted) << static_cast<int>(meaning);
        EXPECT_NE(other.verdict(), Verdict::skipped) << static_cast<int>(meaning);
    }
}

TEST_F(LoginTest, asks_okta_nothing_for_a_name_that_is_none) {
    for (const std::string& name :
         {std::string{}, std::string(10000, 'a'), std::string{"a\nb"}, std::string{"a/b"},
          std::string{"a#b"}, std::string{"\x1B[2J"}}) {
        Stage other;
        other.facts.user = name;
        other.begin();
        EXPECT_EQ(other.verdict(), Verdict::denied_final) << name.substr(0, 20);
        EXPECT_TRUE(other.okta->calls.empty()) << name.substr(0, 20);
        EXPECT_EQ(other.audit.size(), 1U);
    }
}

TEST_F(LoginTest, takes_no_reply_longer_than_a_reply_may_be) {
    has_totp();
    stage.begin();
    stage.type(std::string(513, '1'));
    EXPECT_EQ(stage.okta->count("verify ost1"), 0);
    EXPECT_TRUE(stage.prompt_open());
}

TEST_F(LoginTest, ends_when_the_person_only_presses_enter) {
    stage.okta->enrolled.usable = {push_factor(), totp_factor()};
    stage.begin();
    for (int i = 0; i < 20 && !stage.verdict(); ++i)
        stage.type("");
    expect(Verdict::denied_final, Reason::too_many_tries);
}

TEST_F(LoginTest, goes_back_to_the_menu_from_a_push) {
    stage.okta->enrolled.usable = {push_factor(), sms_factor()};
    stage.okta->codes = {{"sms1", "654321"}};
    stage.policy.login.autopush = true;
    stage.begin();
    stage.type("m");
    EXPECT_EQ(stage.okta->count("cancel"), 1);
    stage.type("2");
    stage.type("654321");
    expect(Verdict::granted, Reason::code_accepted);
}

TEST_F(LoginTest, drops_a_factor_that_is_gone_and_offers_the_others) {
    stage.okta->enrolled.usable = {push_factor("opf1"), push_factor("opf2", "iPad"), totp_factor()};
    stage.okta->codes = {{"ost1", "123456"}};
    stage.okta->challenge_failure = FakeOkta::failed(Meaning::factor_gone, "E0000154").value();
    stage.begin();
    stage.type("1");
    EXPECT_TRUE(stage.prompt_open());
    stage.type("123456");
    expect(Verdict::granted, Reason::code_accepted);
}

TEST_F(LoginTest, keeps_the_code_of_a_message_sent_moments_ago) {
    stage.okta->enrolled.usable = {sms_factor()};
    stage.okta->codes = {{"sms1", "654321"}};
    stage.okta->challenge_failure = FakeOkta::failed(Meaning::slow_down, "E0000109").value();
    stage.begin();
    EXPECT_TRUE(stage.prompt_open());
    stage.type("654321");
    expect(Verdict::granted, Reason::code_accepted);
}

TEST_F(LoginTest, says_so_when_the_org_sends_no_more_messages) {
    stage.okta->enrolled.usable = {sms_factor()};
    stage.okta->challenge_failure = FakeOkta::failed(Meaning::slow_down, "E0000146").value();
    stage.begin();
    expect(Verdict::denied_final, Reason::okta_limited);
}

TEST_F(LoginTest, skips_and_denies_by_rule_without_okta) {
    policy::Rule rule;
    rule.name = "backup";
    rule.users = policy::Patterns{{"alice"}, {}};
    rule.action = policy::Action::skip;
    stage.policy.rules = {rule};
    stage.begin();
    expect(Verdict::skipped, Reason::policy_skip);
    EXPECT_TRUE(stage.okta->calls.empty());
    EXPECT_EQ(stage.audit.back().rule, "backup");

    stage.audit.clear();
    stage.policy.rules[0].action = policy::Action::deny;
    stage.begin();
    expect(Verdict::denied_final, Reason::policy_deny);
    EXPECT_TRUE(stage.okta->calls.empty());
}

}  // namespace
}  // namespace okta_factor::test
