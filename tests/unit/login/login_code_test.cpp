// SPDX-License-Identifier: MIT
// Codes: where they are sent, and which are counted.
#include "tests/unit/login/login_fixture.h"

namespace okta_factor::test {
namespace {

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

TEST_F(LoginTest, takes_no_reply_longer_than_a_reply_may_be) {
    has_totp();
    stage.begin();
    stage.type(std::string(513, '1'));
    EXPECT_EQ(stage.okta->count("verify ost1"), 0);
    EXPECT_TRUE(stage.prompt_open());
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

class Messages : public LoginTest {
  protected:
    Messages() {
        stage.okta->enrolled.usable = {sms_factor(), email_factor()};
        stage.okta->codes = {{"sms1", "654321"}};
        stage.facts.rhost = "10.0.0.1";
    }
    void abort_after_a_message() {
        stage.begin();
        stage.type("1");
        stage.hang_up();
    }
};

TEST_F(Messages, of_aborted_logins_are_bounded_and_other_factors_stay_open) {
    for (int i = 0; i < 20; ++i)
        abort_after_a_message();
    EXPECT_EQ(stage.okta->count("challenge sms1"), 5);
    stage.begin();
    stage.type("1");
    EXPECT_NE(stage.transcript().find("Too many codes were sent to you this way. The next one can "
                                      "be sent in 5 minutes"),
              std::string::npos)
        << stage.transcript();
    EXPECT_EQ(stage.okta->count("challenge emf1"), 0) << "nothing is sent unasked";
    stage.type("1");
    EXPECT_EQ(stage.okta->count("challenge emf1"), 1);
    stage.hang_up();
    stage.okta->enrolled.usable = {sms_factor()};
    stage.audit.clear();
    stage.begin();
    expect(Verdict::denied_final, Reason::messages_limited);
    stage.facts.rhost = "10.0.0.2";
    stage.begin();
    EXPECT_EQ(stage.okta->count("challenge sms1"), 6) << "another source is not kept from it";
}

TEST_F(Messages, sent_again_count_and_the_last_code_can_still_be_typed) {
    stage.policy.limits.messages = 2;
    stage.okta->enrolled.usable = {sms_factor()};
    stage.begin();
    for (int i = 0; i < 3; ++i) {
        stage.executor.advance(seconds{15});
        stage.type("r");
    }
    EXPECT_EQ(stage.okta->count("challenge sms1"), 2) << stage.transcript();
    EXPECT_TRUE(stage.prompt_open()) << stage.transcript();
    stage.type("654321");
    expect(Verdict::granted, Reason::code_accepted);
}

TEST_F(Messages, that_okta_refused_to_send_do_not_count_nor_those_that_were_received) {
    stage.policy.limits.messages = 1;
    stage.okta->enrolled.usable = {sms_factor()};
    stage.okta->challenge_failure = FakeOkta::failed(Meaning::slow_down, "E0000146").value();
    for (int i = 0; i < 3; ++i)
        stage.begin();
    EXPECT_EQ(stage.audit.back().reason, Reason::okta_limited);
    stage.okta->challenge_failure.reset();
    for (int i = 0; i < 3; ++i) {
        stage.begin();
        stage.type("654321");
        EXPECT_EQ(stage.audit.back().reason, Reason::code_accepted);
    }
    stage.okta->challenge_failure = FakeOkta::failed(Meaning::unreachable).value();
    stage.begin();
    EXPECT_EQ(stage.audit.back().reason, Reason::unreachable);
    stage.begin();
    EXPECT_EQ(stage.audit.back().reason, Reason::messages_limited) << "it may have been sent";
}

}  // namespace
}  // namespace okta_factor::test
