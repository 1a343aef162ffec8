// SPDX-License-Identifier: MIT
// Laws that hold for any rules and any login, tried on many at random.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "daemon/policy/glob.h"
#include "daemon/policy/network.h"
#include "daemon/policy/rules.h"

namespace okta_factor::policy {
namespace {

using State = OktaGroups::State;
using Strings = std::vector<std::string>;

constexpr int rounds = 4'000;

/// Small worlds, so that things coincide often.
class Dice {
  public:
    explicit Dice(unsigned seed) : random_{seed} {}

    bool once_in(int n) { return std::uniform_int_distribution{1, n}(random_) == 1; }
    int up_to(int n) { return std::uniform_int_distribution{0, n}(random_); }
    const std::string& one_of(const Strings& all) {
        return all[static_cast<std::size_t>(up_to(static_cast<int>(all.size()) - 1))];
    }
    Strings some_of(const Strings& all) {
        Strings some;
        for (const auto& each : all)
            if (once_in(3)) some.push_back(each);
        return some;
    }

    std::optional<Patterns> patterns(const Strings& all) {
        if (!once_in(3)) return std::nullopt;
        Patterns list{some_of(all), some_of(all)};
        if (list.plain.empty() && list.excluded.empty()) list.plain.push_back(all.front());
        return list;
    }

    LoginSettings settings() {
        LoginSettings settings;
        std::erase_if(settings.factors, [&](auto) { return once_in(2); });
        if (settings.factors.empty()) settings.factors.push_back(okta::FactorKind::push);
        settings.tries = 1 + up_to(3);
        settings.remember = seconds{up_to(3)};
        settings.number_matching = static_cast<NumberMatching>(up_to(2));
        settings.when_unreachable = static_cast<WhenUnreachable>(up_to(2));
        return settings;
    }

    Rule rule(int number) {
        Rule rule;
        rule.name = "rule " + std::to_string(number);
        rule.users = patterns({"a", "b", "*", "?"});
        rule.services = patterns({"sshd", "sudo", "s*"});
        rule.groups = patterns({"g", "h"});
        rule.networks = patterns({"10.0.0.0/8", "10.1.0.0/16", "fd00::/8"});
        rule.ttys = patterns({"tty*", "pts/?"});
        rule.targets = patterns({"root", "a"});
        if (once_in(2)) rule.okta_groups = patterns({"O", "P"});
        rule.action = static_cast<Action>(up_to(2));
        rule.settings = settings();
        return rule;
    }

    Policy policy() {
        Policy policy;
        policy.login = settings();
        const int count = up_to(5);
        for (int i = 0; i < count; ++i)
            policy.rules.push_back(rule(i));
        return policy;
    }

    /// A login of which everything is known.
    LoginFacts facts() {
        LoginFacts facts;
        facts.user = one_of({"a", "b", "c"});
        facts.service = one_of({"sshd", "sudo", "login"});
        facts.groups = some_of({"g", "h"});
        facts.target = one_of({"root", "a"});
        facts.rhost = one_of({"10.0.0.1", "10.1.0.1", "::ffff:10.1.0.1", "fd00::1", "192.0.2.1"});
        facts.tty = one_of({"tty1", "pts/0", "/dev/pts/0", "ssh"});
        return facts;
    }
    OktaGroups okta_groups() { return {State::known, some_of({"O", "P"})}; }

    /// The same login, with less known of it.
    LoginFacts blurred(LoginFacts facts) {
        if (once_in(3)) facts.groups.reset();
        if (once_in(3))
            facts.rhost = once_in(2) ? std::optional<std::string>{"host.acme.com"} : std::nullopt;
        if (once_in(3)) facts.tty.reset();
        if (once_in(3) && facts.service == "sudo") facts.target.reset();
        return facts;
    }

  private:
    std::mt19937 random_;
};

/// The rule as the manual says it, for a login of which everything is known.
bool list_matches(const std::optional<Patterns>& list, const Strings& values,
                  bool (*matches)(const std::string&, const std::string&)) {
    if (!list) return true;
    const auto any = [&](const Strings& patterns) {
        return std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
            return std::any_of(values.begin(), values.end(),
                               [&](const auto& value) { return matches(pattern, value); });
        });
    };
    return (list->plain.empty() || any(list->plain)) && !any(list->excluded);
}

bool naively_matches(const Rule& rule, const LoginFacts& facts, const OktaGroups& okta_groups) {
    const auto name = [](const std::string& pattern, const std::string& value) {
        return glob_matches(pattern, value);
    };
    const auto network = [](const std::string& pattern, const std::string& value) {
        return contains(*parse_network(pattern), *parse_address(value));
    };
    std::string tty = *facts.tty;
    if (tty.starts_with("/dev/")) tty.erase(0, 5);
    return list_matches(rule.users, {facts.user}, name) &&
           list_matches(rule.services, {facts.service}, name) &&
           list_matches(rule.groups, *facts.groups, name) &&
           list_matches(rule.targets, {*facts.target}, name) &&
           list_matches(rule.networks, {*facts.rhost}, network) &&
           list_matches(rule.ttys, {tty}, name) &&
           list_matches(rule.okta_groups, okta_groups.names, name);
}

TEST(RulesAtRandom, DecideByTheFirstThatMatchesWhenEverythingIsKnown) {
    Dice dice{1};
    for (int round = 0; round < rounds; ++round) {
        const auto policy = dice.policy();
        const auto facts = dice.facts();
        const auto groups = dice.okta_groups();
        const auto decision = decide(policy, facts, groups);

        const auto first =
            std::find_if(policy.rules.begin(), policy.rules.end(),
                         [&](const Rule& rule) { return naively_matches(rule, facts, groups); });
        if (first == policy.rules.end()) {
            ASSERT_FALSE(decision.rule);
            ASSERT_EQ(decision.outcome, Outcome::require);
            ASSERT_EQ(decision.settings, policy.login);
            continue;
        }
        ASSERT_EQ(decision.rule, first - policy.rules.begin());
        constexpr Outcome outcomes[] = {Outcome::require, Outcome::skip, Outcome::deny};
        ASSERT_EQ(decision.outcome, outcomes[static_cast<int>(first->action)]);
        if (decision.outcome != Outcome::require) continue;
        ASSERT_EQ(decision.settings, first->settings);
    }
}

int strictness(Outcome outcome) {
    switch (outcome) {
        case Outcome::skip:
            return 0;
        case Outcome::require:
            return 1;
        default:
            return 2;
    }
}

TEST(RulesAtRandom, AreNeverMilderForKnowingLess) {
    Dice dice{2};
    int differing = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto policy = dice.policy();
        const auto facts = dice.facts();
        const auto groups = dice.okta_groups();
        const auto sharp = decide(policy, facts, groups);
        const auto blurred =
            decide(policy, dice.blurred(facts),
                   dice.once_in(3) ? OktaGroups{State::not_to_be_had, {}} : groups);

        ASSERT_GE(strictness(blurred.outcome), strictness(sharp.outcome)) << blurred.reason;
        differing += blurred.outcome != sharp.outcome;
        if (blurred.outcome != Outcome::require || sharp.outcome != Outcome::require) continue;
        ASSERT_EQ(stricter(blurred.settings, sharp.settings), blurred.settings) << blurred.reason;
        ASSERT_FALSE(blurred.settings.factors.empty());
    }
    EXPECT_GT(differing, rounds / 100);
}

TEST(RulesAtRandom, NeverSkipUnlessEveryConditionOfTheSkipIsTrue) {
    Dice dice{3};
    int skips = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto policy = dice.policy();
        const auto decision = decide(policy, dice.blurred(dice.facts()), dice.okta_groups());
        if (decision.outcome != Outcome::skip) continue;
        ++skips;
        ASSERT_EQ(decision.trace.back().rule, decision.rule);
        ASSERT_EQ(decision.trace.back().matches, Truth::yes);
        for (const auto& step : decision.trace)
            ASSERT_NE(step.matches, Truth::unknown);
    }
    EXPECT_GT(skips, rounds / 100);
}

TEST(RulesAtRandom, DoNotDependOnOktaGroupsThatWereNotAskedFor) {
    Dice dice{4};
    int asked = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto policy = dice.policy();
        const auto facts = dice.blurred(dice.facts());
        const auto without = decide(policy, facts, {});
        const auto with = decide(policy, facts, dice.okta_groups());
        ASSERT_NE(with.outcome, Outcome::needs_okta_groups);
        if (without.outcome == Outcome::needs_okta_groups) {
            ++asked;
            continue;
        }
        ASSERT_EQ(with.outcome, without.outcome);
        ASSERT_EQ(with.rule, without.rule);
        ASSERT_EQ(with.settings, without.settings);
    }
    EXPECT_GT(asked, rounds / 100);
}

}  // namespace
}  // namespace okta_factor::policy
