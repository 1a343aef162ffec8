// SPDX-License-Identifier: MIT
// What must hold whatever the dialogue: who is granted, when it ends, what the record says.
#include "tests/unit/login/login_fixture.h"

namespace okta_factor::test {
namespace {

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
    EXPECT_EQ(stage.audit.back().detail, "no answer in 3 s");
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

TEST_F(LoginTest, ends_when_the_person_only_presses_enter) {
    stage.okta->enrolled.usable = {push_factor(), totp_factor()};
    stage.begin();
    for (int i = 0; i < 20 && !stage.verdict(); ++i)
        stage.type("");
    expect(Verdict::denied_final, Reason::too_many_tries);
}

// What an administrator gives Okta's support: the request whose answer decided.
TEST_F(LoginTest, records_the_request_that_refused) {
    struct Case {
        const char* request;
        Reason reason;
        void (*arrange)(FakeOkta&);
        std::vector<std::string> typed;
    };
    const auto failing = [](const char* request) {
        auto failure = FakeOkta::failed(Meaning::misconfigured, "E0000006").value();
        failure.request_id = request;
        return failure;
    };
    const auto with = [&failing](std::optional<okta::Failure> FakeOkta::*place,
                                 const char* request) {
        return std::pair{place, failing(request)};
    };
    for (const auto& [place, failure] :
         {with(&FakeOkta::find_failure, "req-find"), with(&FakeOkta::list_failure, "req-list"),
          with(&FakeOkta::read_failure, "req-read"),
          with(&FakeOkta::verify_failure, "req-verification")}) {
        Stage other;
        other.okta->enrolled.usable = {totp_factor()};
        other.okta->codes = {{"ost1", "123456"}};
        *other.okta.*place = failure;
        other.begin();
        if (other.prompt_open()) other.type("123456");
        ASSERT_EQ(other.audit.size(), 1U) << failure.request_id;
        EXPECT_EQ(other.audit[0].reason, Reason::misconfigured);
        EXPECT_EQ(other.audit[0].request_id, failure.request_id);
    }

    const Case cases[] = {
        {"req-user",
         Reason::user_not_active,
         [](FakeOkta& okta) {
             okta.user.status = UserStatus::suspended;
             okta.user.request_id = "req-user";
         },
         {}},
        {"req-factors",
         Reason::no_factor,
         [](FakeOkta& okta) {
             okta.enrolled.usable.clear();
             okta.enrolled.request_id = "req-factors";
         },
         {}},
        {"req-wrong", Reason::too_many_tries, [](FakeOkta&) {}, {"000000", "000000", "000000"}},
        {"req-poll",
         Reason::push_rejected,
         [](FakeOkta& okta) { okta.enrolled.usable = {push_factor()}; },
         {""}},
    };
    for (const auto& [request, reason, arrange, typed] : cases) {
        Stage other;
        other.okta->enrolled.usable = {totp_factor()};
        other.okta->codes = {{"ost1", "123456"}};
        arrange(*other.okta);
        other.begin();
        other.okta->push = FactorResult::rejected;
        for (const auto& text : typed)
            other.type(text);
        other.let_pass(seconds{5});
        ASSERT_EQ(other.audit.size(), 1U) << request << other.transcript();
        EXPECT_EQ(other.audit[0].reason, reason) << request;
        EXPECT_EQ(other.audit[0].request_id, request);
    }
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

// Logins at once, and begun in a period

class LimitedLogin : public LoginTest {
  protected:
    LimitedLogin() {
        has_totp();
        stage.policy.limits.logins = 1;
        stage.policy.limits.logins_begun = 2;
    }
    /// Somebody logs in as Alice, from where the stage's logins come from.
    tl::expected<login::LoginLimits::Place, login::LimitHit> another() {
        stage.limits.configure(stage.policy.limits);
        const auto who = login::beginner(stage.facts, "ALICE@acme.com");
        return stage.limits.logins().begin(who, stage.executor.now() + seconds{60});
    }
    void expect_refused() {
        expect(Verdict::denied_final, Reason::logins_limited);
        EXPECT_TRUE(stage.okta->calls.empty());
        stage.audit.clear();
    }
};

TEST_F(LimitedLogin, is_refused_before_anything_is_asked_of_okta) {
    auto other = another();
    stage.begin();
    expect_refused();
    EXPECT_NE(stage.last_text().find("The next one can begin in 60 seconds"), std::string::npos);
    EXPECT_EQ(stage.limits.in_force().size(), 1U);
    other = {};
    stage.begin();
    stage.type("123456");
    expect(Verdict::granted, Reason::code_accepted);
    stage.audit.clear();
    stage.okta->calls.clear();
    stage.begin();
    expect_refused();
    stage.let_pass(seconds{60});
    stage.begin();
    EXPECT_TRUE(stage.prompt_open());
}

TEST_F(LimitedLogin, gives_its_place_back_however_it_ends) {
    stage.policy.limits.logins_begun = 100;
    stage.begin();
    EXPECT_FALSE(another());
    stage.hang_up();
    EXPECT_TRUE(another());
    stage.begin();
    stage.let_pass(seconds{60}, "until it took too long");
    EXPECT_TRUE(another()) << "although its caller still holds it";
    stage.begin();
    for (int i = 0; i < 3; ++i)
        stage.type("000000");
    EXPECT_TRUE(another());
}

TEST_F(LimitedLogin, that_the_policy_decides_alone_is_neither_counted_nor_refused) {
    policy::Rule rule;
    rule.name = "alone";
    for (const auto action : {policy::Action::skip, policy::Action::deny}) {
        rule.action = action;
        stage.policy.rules = {rule};
        for (int i = 0; i < 3; ++i) {
            stage.begin();
            EXPECT_NE(stage.audit.back().reason, Reason::logins_limited);
        }
    }
    stage.policy.rules.clear();
    auto others = another();
    EXPECT_TRUE(others);
    stage.policy.rules = {rule};
    stage.begin();
    EXPECT_EQ(stage.audit.back().reason, Reason::policy_deny);
}

TEST_F(LimitedLogin, that_is_remembered_is_neither_counted_nor_refused) {
    stage.policy.login.remember = seconds{600};
    stage.facts.service = "sudo";
    stage.facts.uid = 1000;
    stage.facts.tty = "pts/3";
    stage.facts.tty_device = 34819;
    stage.facts.session = "7@4711";
    stage.begin();
    stage.type("123456");
    const auto other = another();
    EXPECT_TRUE(other);
    for (int i = 0; i < 5; ++i) {
        stage.begin();
        EXPECT_EQ(stage.audit.back().reason, Reason::remembered);
    }
}

TEST_F(LimitedLogin, is_never_excused_by_an_outage) {
    stage.policy.login.when_unreachable = policy::WhenUnreachable::allow;
    stage.okta->is_reachable = false;
    stage.okta->goes_away();
    const auto other = another();
    stage.begin();
    expect_refused();
    stage.policy.login.when_unreachable = policy::WhenUnreachable::recovery_code;
    stage.begin();
    expect_refused();
    stage.policy.login.when_unreachable = policy::WhenUnreachable::deny;
    stage.begin();
    expect(Verdict::unavailable, Reason::unreachable);
}

}  // namespace
}  // namespace okta_factor::test
