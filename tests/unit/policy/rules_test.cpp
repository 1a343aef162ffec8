// SPDX-License-Identifier: MIT
// Decisions: what a policy does with a login.
#include "daemon/policy/rules.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/texts.h"

namespace okta_factor::policy {
namespace {

using okta::FactorKind;
using State = OktaGroups::State;

LoginFacts by(std::string service, std::string user = "alice") {
    LoginFacts facts;
    facts.user = std::move(user);
    facts.service = std::move(service);
    facts.groups = std::vector<std::string>{"users"};
    return facts;
}

LoginFacts from(std::string address, std::string user = "alice") {
    auto facts = by("sshd", std::move(user));
    facts.rhost = std::move(address);
    facts.tty = "ssh";
    return facts;
}

LoginFacts in_groups(LoginFacts facts, std::optional<std::vector<std::string>> groups) {
    facts.groups = std::move(groups);
    return facts;
}

LoginFacts at_tty(LoginFacts facts, std::string tty) {
    facts.tty = std::move(tty);
    return facts;
}

LoginFacts to(LoginFacts facts, std::string target) {
    facts.target = std::move(target);
    return facts;
}

/// The rules of the manual's example.
const char* const manual_example = R"(
[[rule]]
name = "console rescue"
users = ["root"]
services = ["login"]
ttys = ["tty*"]
action = "skip"
[[rule]]
name = "admins step up"
services = ["sudo", "sudo-i"]
groups = ["sudo", "wheel"]
remember = "15m"
[[rule]]
name = "backup hosts"
services = ["sshd"]
networks = ["10.1.0.0/16", "fd00::/8"]
users = ["backup"]
action = "skip"
[[rule]]
name = "no guests"
users = ["guest*", "!guest-of-honour"]
action = "deny"
)";

struct Case {
    const char* what;
    LoginFacts facts;
    Outcome outcome;
    const char* rule;
};

TEST(Rules, OfTheExampleDecideAsTheyRead) {
    const auto policy = policy_of(manual_example);
    const Case cases[] = {
        {"root on the console", at_tty(by("login", "root"), "tty1"), Outcome::skip,
         "console rescue"},
        {"root on the console, with /dev/", at_tty(by("login", "root"), "/dev/tty1"), Outcome::skip,
         "console rescue"},
        {"root on a pseudo terminal", at_tty(by("login", "root"), "pts/1"), Outcome::require,
         "[login]"},
        {"root on no known terminal", by("login", "root"), Outcome::unavailable, "console rescue"},
        {"alice on the console", at_tty(by("login"), "tty1"), Outcome::require, "[login]"},
        {"sudo of an admin", in_groups(by("sudo"), {{"users", "wheel"}}), Outcome::require,
         "admins step up"},
        {"sudo -i of an admin", in_groups(by("sudo-i"), {{"sudo"}}), Outcome::require,
         "admins step up"},
        {"sudo of somebody else", by("sudo"), Outcome::require, "[login]"},
        {"sudo, groups not known", in_groups(by("sudo"), std::nullopt), Outcome::require,
         "admins step up"},
        {"su of an admin", in_groups(by("su"), {{"wheel"}}), Outcome::require, "[login]"},
        {"backup from inside", from("10.1.2.3", "backup"), Outcome::skip, "backup hosts"},
        {"backup from inside, mapped", from("::ffff:10.1.2.3", "backup"), Outcome::skip,
         "backup hosts"},
        {"backup from inside, IPv6", from("fd12::1", "backup"), Outcome::skip, "backup hosts"},
        {"backup from outside", from("192.0.2.1", "backup"), Outcome::require, "[login]"},
        {"backup from a host name", from("db.acme.com", "backup"), Outcome::unavailable,
         "backup hosts"},
        {"backup from nowhere", by("sshd", "backup"), Outcome::unavailable, "backup hosts"},
        {"alice from nowhere", by("sshd"), Outcome::require, "[login]"},
        {"a guest", from("10.1.2.3", "guest7"), Outcome::deny, "no guests"},
        {"the guest of honour", from("10.1.2.3", "guest-of-honour"), Outcome::require, "[login]"},
    };
    for (const auto& [what, facts, outcome, rule] : cases) {
        const auto decision = decide(policy, facts, {});
        EXPECT_EQ(decision.outcome, outcome) << what << ": " << decision.reason;
        EXPECT_EQ(decision.rule_name, rule) << what << ": " << decision.reason;
        EXPECT_FALSE(decision.reason.empty());
    }
}

TEST(Rules, GiveTheirOwnSettingsToThoseWhomTheyAsk) {
    const auto policy = policy_of(manual_example);
    const auto admin = in_groups(by("sudo"), {{"wheel"}});
    EXPECT_EQ(decide(policy, admin, {}).settings.remember, seconds{900});
    EXPECT_EQ(decide(policy, by("sudo"), {}).settings.remember, seconds{0});
}

TEST(Rules, ThatAreNoneLeaveTheDecisionToLogin) {
    const auto policy = policy_of("[login]\ntries = 2\n");
    const auto decision = decide(policy, by("sshd"), {});
    EXPECT_EQ(decision.outcome, Outcome::require);
    EXPECT_FALSE(decision.rule);
    EXPECT_EQ(decision.settings.tries, 2);
    EXPECT_TRUE(decision.trace.empty());
}

TEST(Rules, MatchByTheirListsOfPatternsAndExclusions) {
    const auto policy = policy_of(R"(
[[rule]]
name = "exclusions only"
groups = ["!admins", "!staff"]
services = ["a"]
[[rule]]
name = "both"
groups = ["eng*", "!eng-contract"]
services = ["b"]
)");
    const auto rule = [&](const char* service, std::vector<std::string> groups) {
        return decide(policy, in_groups(by(service), std::move(groups)), {}).rule_name;
    };
    EXPECT_EQ(rule("a", {"users"}), "exclusions only");
    EXPECT_EQ(rule("a", {}), "exclusions only");
    EXPECT_EQ(rule("a", {"users", "staff"}), "[login]");
    EXPECT_EQ(rule("b", {"eng-web"}), "both");
    EXPECT_EQ(rule("b", {"eng-web", "eng-contract"}), "[login]");
    EXPECT_EQ(rule("b", {}), "[login]");
}

TEST(Targets, AreThePersonThemselvesWhereNobodyBecomesSomebodyElse) {
    const auto policy =
        policy_of("[[rule]]\nname = \"r\"\ntargets = [\"*\", \"!root\"]\naction = \"skip\"\n");
    EXPECT_EQ(decide(policy, by("sshd", "alice"), {}).outcome, Outcome::skip);
    EXPECT_EQ(decide(policy, by("sshd", "root"), {}).outcome, Outcome::require);
    EXPECT_EQ(decide(policy, to(by("sudo"), "postgres"), {}).outcome, Outcome::skip);
    EXPECT_EQ(decide(policy, to(by("sudo"), "root"), {}).outcome, Outcome::require);
}

TEST(Targets, AreUnknownWhereSudoDoesNotTell) {
    const auto policy =
        policy_of("[[rule]]\nname = \"r\"\ntargets = [\"*\", \"!root\"]\naction = \"skip\"\n");
    for (const char* service : {"sudo", "sudo-i", "su", "su-l", "doas", "pkexec"})
        EXPECT_EQ(decide(policy, by(service), {}).outcome, Outcome::unavailable) << service;
}

TEST(Unknown, AtARuleThatDeniesIsDenied) {
    const auto policy =
        policy_of("[[rule]]\nname = \"r\"\nnetworks = [\"192.0.2.0/24\"]\naction = \"deny\"\n");
    EXPECT_EQ(decide(policy, by("sshd"), {}).outcome, Outcome::deny);
}

TEST(Unknown, AtARuleThatAsksIsNotUndoneByALaterSkip) {
    const auto policy = policy_of(
        "[[rule]]\nname = \"ask\"\nnetworks = [\"192.0.2.0/24\"]\ntries = 1\n"
        "[[rule]]\nname = \"skip\"\nusers = [\"alice\"]\naction = \"skip\"\n");
    const auto decision = decide(policy, by("sshd"), {});
    EXPECT_EQ(decision.outcome, Outcome::require);
    EXPECT_EQ(decision.rule_name, "ask");
    EXPECT_EQ(decision.settings.tries, 1);
    EXPECT_EQ(decide(policy, from("10.0.0.1"), {}).outcome, Outcome::skip);
}

TEST(Unknown, AtARuleThatAsksIsOverruledByALaterDeny) {
    const auto policy = policy_of(
        "[[rule]]\nname = \"ask\"\nnetworks = [\"192.0.2.0/24\"]\n"
        "[[rule]]\nname = \"deny\"\nusers = [\"alice\"]\naction = \"deny\"\n");
    EXPECT_EQ(decide(policy, by("sshd"), {}).outcome, Outcome::deny);
}

template <class Value>
void expect_ranked(Value LoginSettings::*member, std::initializer_list<Value> strictest_first) {
    for (const auto* one = strictest_first.begin(); one != strictest_first.end(); ++one)
        for (const auto* other = strictest_first.begin(); other != strictest_first.end(); ++other) {
            LoginSettings first, second;
            first.*member = *one;
            second.*member = *other;
            EXPECT_EQ(stricter(first, second).*member, *std::min(one, other));
        }
}

TEST(Stricter, RanksEveryValueAndWhatIsNoneAsTheStrictest) {
    expect_ranked(
        &LoginSettings::when_unreachable,
        {static_cast<WhenUnreachable>(99), WhenUnreachable::recovery_code, WhenUnreachable::allow});
    expect_ranked(&LoginSettings::when_unreachable,
                  {WhenUnreachable::deny, WhenUnreachable::recovery_code, WhenUnreachable::allow});
    expect_ranked(&LoginSettings::number_matching,
                  {NumberMatching::require, NumberMatching::automatic, NumberMatching::off});
    expect_ranked(&LoginSettings::autopush, {false, true});
    expect_ranked(&LoginSettings::tries, {1, 3, 10});
}

TEST(Unknown, BetweenTwoRulesThatAskTakesTheStricterOfEverySetting) {
    const auto policy = policy_of(R"(
[login]
factors = ["push", "totp", "sms"]
number_matching = "require"
tries = 4
timeout = "30s"
when_unreachable = "recovery-code"
[[rule]]
name = "office"
networks = ["192.0.2.0/24"]
factors = ["sms", "question", "push"]
number_matching = "off"
autopush = true
tries = 2
timeout = "90s"
remember = "8h"
when_unreachable = "allow"
)");
    const auto decision = decide(policy, by("sshd"), {});
    EXPECT_EQ(decision.outcome, Outcome::require);
    EXPECT_EQ(decision.rule_name, "office");
    const auto& settings = decision.settings;
    EXPECT_EQ(settings.factors, (std::vector{FactorKind::sms, FactorKind::push}));
    EXPECT_EQ(settings.number_matching, NumberMatching::require);
    EXPECT_FALSE(settings.autopush);
    EXPECT_EQ(settings.tries, 2);
    EXPECT_EQ(settings.timeout, seconds{30});
    EXPECT_EQ(settings.remember, seconds{0});
    EXPECT_EQ(settings.when_unreachable, WhenUnreachable::recovery_code);
}

TEST(Unknown, WithNoFactorThatSatisfiesBothIsUnavailable) {
    const auto policy = policy_of(
        "[login]\nfactors = [\"push\"]\n"
        "[[rule]]\nname = \"r\"\nnetworks = [\"192.0.2.0/24\"]\nfactors = [\"sms\"]\n");
    EXPECT_EQ(decide(policy, by("sshd"), {}).outcome, Outcome::unavailable);
}

TEST(Unknown, BesideAFalseConditionDoesNotMatter) {
    const auto policy = policy_of(
        "[[rule]]\nname = \"r\"\nnetworks = [\"192.0.2.0/24\"]\nusers = [\"backup\"]\n"
        "action = \"skip\"\n");
    EXPECT_EQ(decide(policy, by("sshd"), {}).rule_name, "[login]");
}

TEST(Unknown, IsEvenTheServiceOrTheUserIfTheyAreEmpty) {
    const auto policy = policy_of(
        "[[rule]]\nname = \"r\"\nservices = [\"cron\"]\nusers = [\"a\"]\naction = \"skip\"\n");
    EXPECT_EQ(decide(policy, by("", "a"), {}).outcome, Outcome::unavailable);
    EXPECT_EQ(decide(policy, by("cron", ""), {}).outcome, Outcome::unavailable);
}

TEST(OktaGroupsOfTheUser, AreAskedForOnlyByARuleThatCouldMatch) {
    const auto policy = policy_of(R"(
[[rule]]
name = "first"
services = ["login"]
okta_groups = ["Everyone"]
[[rule]]
name = "second"
services = ["sshd"]
users = ["root"]
[[rule]]
name = "third"
services = ["sshd"]
okta_groups = ["Linux *", "!Linux Contractors"]
action = "skip"
)");
    EXPECT_EQ(decide(policy, by("sudo"), {}).outcome, Outcome::require);
    EXPECT_EQ(decide(policy, by("sshd", "root"), {}).rule_name, "second");
    EXPECT_EQ(decide(policy, by("login"), {}).outcome, Outcome::needs_okta_groups);
    EXPECT_EQ(decide(policy, by("sshd"), {}).outcome, Outcome::needs_okta_groups);
    EXPECT_EQ(decide(policy, by("sshd"), {State::known, {"Linux Admins"}}).outcome, Outcome::skip);
    EXPECT_EQ(decide(policy, by("sshd"), {State::known, {}}).outcome, Outcome::require);
    EXPECT_EQ(
        decide(policy, by("sshd"), {State::known, {"Linux Admins", "Linux Contractors"}}).outcome,
        Outcome::require);
    EXPECT_EQ(decide(policy, by("sshd"), {State::not_to_be_had, {}}).outcome, Outcome::unavailable);
}

TEST(Trace, SaysOfEachRuleThatWasTriedWhyItDidNotMatch) {
    const auto policy = policy_of(manual_example);
    const auto decision = decide(policy, from("192.0.2.9", "guest-of-honour"), {});
    std::vector<std::string> said;
    for (const auto& step : decision.trace)
        said.push_back(policy.rules[step.rule].name + ": " + step.why);
    EXPECT_EQ(said, (std::vector<std::string>{
                        R"(console rescue: services: "sshd" not in "login")",
                        R"(admins step up: services: "sshd" not in "sudo", "sudo-i")",
                        R"(backup hosts: users: "guest-of-honour" not in "backup")",
                        R"(no guests: users: "guest-of-honour" excluded by "!guest-of-honour")",
                    }));
}

}  // namespace
}  // namespace okta_factor::policy
