// SPDX-License-Identifier: MIT
// Pushes: which are sent, which count, which are cancelled.
#include "tests/unit/login/login_fixture.h"

namespace okta_factor::test {
namespace {

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
    EXPECT_EQ(stage.okta->count("cancel"), 1) << "it may still wait on the phone";
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

// The org's limit

okta::Failure limit_is_spent(seconds wait) {
    auto failure = FakeOkta::failed(Meaning::slow_down).value();
    failure.never_sent = true;
    failure.wait = wait;
    return failure;
}

TEST_F(LoginTest, a_push_goes_on_when_the_limit_resets) {
    has_push();
    stage.begin();
    stage.okta->poll_failure = limit_is_spent(seconds{30});
    stage.type("");
    stage.let_pass(seconds{20});
    EXPECT_EQ(stage.okta->count("poll"), 1);
    EXPECT_FALSE(stage.verdict()) << stage.transcript();
    stage.okta->poll_failure.reset();
    stage.okta->push = FactorResult::success;
    stage.let_pass(seconds{11});
    expect(Verdict::granted, Reason::push_approved);
}

TEST_F(LoginTest, whoever_approved_is_read_again_once_the_limit_resets) {
    has_push();
    stage.begin();
    stage.okta->read_failure = limit_is_spent(seconds{30});
    stage.okta->push = FactorResult::success;
    stage.type("");
    stage.let_pass(seconds{20});
    EXPECT_FALSE(stage.verdict()) << stage.transcript();
    EXPECT_EQ(stage.okta->count("read"), 1);
    stage.okta->read_failure.reset();
    stage.let_pass(seconds{11});
    expect(Verdict::granted, Reason::push_approved);
}

TEST_F(LoginTest, whoever_approved_is_told_at_once_where_the_limit_resets_too_late) {
    has_push();
    stage.begin();
    stage.okta->read_failure = limit_is_spent(seconds{60});
    stage.okta->push = FactorResult::success;
    stage.type("");
    stage.let_pass(seconds{2});
    expect(Verdict::denied_final, Reason::okta_limited);
    EXPECT_NE(stage.last_text().find("60 seconds"), std::string::npos) << stage.last_text();
}

TEST_F(LoginTest, whoever_typed_a_right_code_is_read_again_once_the_limit_resets) {
    has_totp();
    stage.begin();
    stage.okta->read_failure = limit_is_spent(seconds{30});
    stage.type("123456");
    EXPECT_FALSE(stage.verdict()) << stage.transcript();
    stage.okta->read_failure.reset();
    stage.let_pass(seconds{30});
    expect(Verdict::granted, Reason::code_accepted);
}

TEST_F(LoginTest, a_code_that_was_never_sent_is_not_counted_as_wrong) {
    has_totp();
    stage.okta->verify_failure = limit_is_spent(seconds{30});
    for (int i = 0; i < 5; ++i) {
        stage.begin();
        stage.type("123456");
        EXPECT_EQ(stage.audit.back().reason, Reason::okta_limited);
    }
    EXPECT_FALSE(stage.limits.code_limit("00ualice"));
}

}  // namespace
}  // namespace okta_factor::test
