// SPDX-License-Identifier: MIT
// What is an outage, and what only looks like one: the first may let people in, the second never.
#include <gtest/gtest.h>

#include "tests/unit/login/stage.h"

namespace okta_factor::test {
namespace {

using login::Reason;
using okta::Meaning;
using policy::WhenUnreachable;
using protocol::Verdict;

struct Trouble {
    const char* name;
    Meaning meaning;
    WhenUnreachable policy;
};
void PrintTo(const Trouble& trouble, std::ostream* out) {
    *out << trouble.name;
}

class Outage : public testing::TestWithParam<Trouble> {
  protected:
    Outage() {
        stage.policy.login.when_unreachable = GetParam().policy;
        stage.okta->enrolled.usable = {totp_factor(), sms_factor()};
        stage.okta->codes = {{"ost1", "123456"}};
    }
    [[nodiscard]] bool is_excused() const {
        return stage.verdict() == Verdict::granted ||
               stage.last_text() == "Okta cannot be reached. Enter a recovery code: ";
    }
    Stage stage;
};

TEST_P(Outage, of_one_factor_alone_excuses_nobody) {
    stage.okta->verify_failure = stage.okta->challenge_failure =
        FakeOkta::failed(GetParam().meaning).value();
    for (const char* chosen : {"123456", "2"}) {
        stage.begin();
        stage.type(chosen);
        EXPECT_FALSE(is_excused()) << stage.transcript();
        EXPECT_EQ(stage.verdict(), Verdict::unavailable) << stage.transcript();
    }
}

TEST_P(Outage, is_not_believed_because_factors_fail_side_by_side) {
    stage.okta->verify_failure = FakeOkta::failed(GetParam().meaning).value();
    stage.begin();
    stage.okta->is_reachable = false;
    stage.type("123456");
    EXPECT_FALSE(is_excused()) << stage.transcript();
}

TEST_P(Outage, of_the_list_of_factors_alone_excuses_nobody) {
    stage.okta->list_failure = FakeOkta::failed(GetParam().meaning).value();
    stage.begin();
    EXPECT_FALSE(is_excused()) << stage.transcript();
    EXPECT_EQ(stage.verdict(), Verdict::unavailable) << stage.transcript();
}

TEST_P(Outage, is_not_what_answers_as_okta_never_would) {
    stage.okta->goes_away(Meaning::unintelligible);
    stage.begin();
    EXPECT_FALSE(is_excused()) << stage.transcript();
    EXPECT_EQ(stage.audit.back().reason, Reason::unintelligible);
}

TEST_P(Outage, of_everything_in_the_middle_is_one) {
    stage.begin();
    stage.okta->goes_away(GetParam().meaning);
    stage.type("123456");
    EXPECT_TRUE(is_excused()) << stage.transcript();
}

constexpr Trouble troubles[] = {
    {"unreachable_under_allow", Meaning::unreachable, WhenUnreachable::allow},
    {"unwell_under_allow", Meaning::unwell, WhenUnreachable::allow},
    {"unreachable_under_recovery_code", Meaning::unreachable, WhenUnreachable::recovery_code},
    {"unwell_under_recovery_code", Meaning::unwell, WhenUnreachable::recovery_code},
};
INSTANTIATE_TEST_SUITE_P(Each, Outage, testing::ValuesIn(troubles),
                         [](const auto& row) { return std::string{row.param.name}; });

// A rule by Okta groups comes first, so that nothing is decided without asking Okta.
class AskedForGroups : public testing::Test {
  protected:
    AskedForGroups() {
        policy::Rule rule;
        rule.name = "by groups";
        rule.okta_groups = policy::Patterns{{"Admins"}, {}};
        rule.settings.remember = std::chrono::minutes{15};
        stage.policy.login.remember = std::chrono::minutes{15};
        stage.policy.rules = {rule};
        stage.okta->enrolled.usable = {totp_factor()};
        stage.okta->codes = {{"ost1", "123456"}};
        stage.okta->group_names = {"Admins"};
        stage.okta->caches_users = true;
        stage.facts.service = "sudo";
        stage.facts.uid = 1000;
        stage.facts.tty_device = 1;
        stage.facts.session = "1@1";
    }
    Stage stage;
};

TEST_F(AskedForGroups, the_suspended_are_not_let_in_by_what_is_remembered) {
    stage.begin();
    stage.type("123456");
    ASSERT_EQ(stage.verdict(), Verdict::granted);
    stage.begin();
    ASSERT_EQ(stage.audit.back().reason, Reason::remembered);
    stage.okta->user.status = okta::UserStatus::suspended;
    stage.begin();
    EXPECT_EQ(stage.verdict(), Verdict::denied_final);
    EXPECT_EQ(stage.audit.back().reason, Reason::user_not_active);
}

TEST_F(AskedForGroups, the_suspended_are_not_skipped_for_their_groups) {
    stage.policy.rules[0].action = policy::Action::skip;
    stage.begin();
    ASSERT_EQ(stage.verdict(), Verdict::skipped);
    stage.okta->user.status = okta::UserStatus::suspended;
    stage.begin();
    EXPECT_EQ(stage.verdict(), Verdict::denied_final);
}

TEST_F(AskedForGroups, who_cannot_be_read_again_is_not_skipped_for_their_groups) {
    stage.policy.rules[0].action = policy::Action::skip;
    stage.begin();
    ASSERT_EQ(stage.verdict(), Verdict::skipped);
    stage.okta->read_failure = FakeOkta::failed(okta::Meaning::unwell).value();
    stage.begin();
    EXPECT_EQ(stage.verdict(), Verdict::unavailable);
}

TEST_F(AskedForGroups, a_rule_that_does_not_rest_on_okta_stands) {
    policy::Rule rule;
    rule.name = "backup";
    rule.users = policy::Patterns{{"alice"}, {}};
    rule.action = policy::Action::skip;
    stage.policy.rules.push_back(rule);
    stage.okta->group_names = {};
    stage.okta->user.status = okta::UserStatus::suspended;
    stage.begin();
    EXPECT_EQ(stage.verdict(), Verdict::skipped);
}

TEST_F(AskedForGroups, a_recovery_code_is_asked_for_where_okta_is_known_to_be_away) {
    stage.policy.login.when_unreachable = WhenUnreachable::recovery_code;
    stage.policy.rules[0].settings.when_unreachable = WhenUnreachable::recovery_code;
    stage.okta->is_reachable = false;
    stage.okta->goes_away();
    stage.begin();
    EXPECT_EQ(stage.last_text(), "Okta cannot be reached. Enter a recovery code: ");
}

TEST_F(AskedForGroups, everybody_tries_for_themselves_under_allow) {
    stage.policy.login.when_unreachable = WhenUnreachable::allow;
    stage.policy.rules[0].settings.when_unreachable = WhenUnreachable::allow;
    stage.okta->is_reachable = false;
    stage.okta->goes_away();
    stage.begin();
    EXPECT_EQ(stage.verdict(), Verdict::granted);
    EXPECT_EQ(stage.okta->count("find alice@acme.com"), 1);
}

// Whatever is not Okta's absence excuses nobody, wherever in a login it happens, under any policy.
constexpr Meaning no_outages[] = {Meaning::slow_down,      Meaning::misconfigured,
                                  Meaning::bad_request,    Meaning::tls_failure,
                                  Meaning::proxy_refused,  Meaning::machine_busy,
                                  Meaning::machine_failed, Meaning::unintelligible};

class NoOutage : public testing::TestWithParam<WhenUnreachable> {
  protected:
    /// A login by code, in which `fails` goes wrong from the beginning, or once the prompt stands.
    static void expect_denied(Meaning meaning, std::optional<okta::Failure> FakeOkta::*fails,
                              bool from_the_prompt_on) {
        Stage stage;
        stage.policy.login.when_unreachable = GetParam();
        stage.okta->enrolled.usable = {totp_factor()};
        stage.okta->codes = {{"ost1", "123456"}};
        const auto failure = FakeOkta::failed(meaning).value();
        if (!from_the_prompt_on) (*stage.okta).*fails = failure;
        stage.begin();
        if (from_the_prompt_on) (*stage.okta).*fails = failure;
        if (!stage.verdict()) stage.type("123456");
        ASSERT_TRUE(stage.verdict()) << stage.transcript();
        EXPECT_NE(stage.verdict(), Verdict::granted) << stage.transcript();
        EXPECT_EQ(stage.transcript().find("cannot be reached"), std::string::npos)
            << stage.transcript();
    }
};

TEST_P(NoOutage, excuses_anybody_at_any_step) {
    for (const auto meaning : no_outages)
        for (const auto fails : {&FakeOkta::find_failure, &FakeOkta::list_failure,
                                 &FakeOkta::verify_failure, &FakeOkta::read_failure})
            for (const bool late : {false, true}) {
                if (late && (fails == &FakeOkta::find_failure || fails == &FakeOkta::list_failure))
                    continue;
                SCOPED_TRACE(static_cast<int>(meaning));
                expect_denied(meaning, fails, late);
            }
}

TEST_P(NoOutage, is_found_where_this_machine_could_not_look) {
    for (const auto meaning : no_outages) {
        Stage stage;
        stage.policy.login.when_unreachable = GetParam();
        stage.okta->enrolled.usable = {totp_factor()};
        stage.begin();
        stage.okta->verify_failure = FakeOkta::failed(Meaning::unreachable).value();
        stage.okta->read_failure = FakeOkta::failed(meaning).value();
        stage.type("123456");
        EXPECT_NE(stage.verdict(), Verdict::granted) << stage.transcript();
        EXPECT_EQ(stage.audit.back().reason,
                  login::outcome_of(FakeOkta::failed(meaning).value()).reason);
    }
}

INSTANTIATE_TEST_SUITE_P(, NoOutage,
                         testing::Values(WhenUnreachable::allow, WhenUnreachable::recovery_code),
                         [](const auto& of) {
                             return of.param == WhenUnreachable::allow ? "allow" : "recovery_code";
                         });

}  // namespace
}  // namespace okta_factor::test
