// SPDX-License-Identifier: MIT
#include "daemon/policy/rules.h"

#include <algorithm>

#include "daemon/policy/suggest.h"

namespace okta_factor::policy {
namespace {

constexpr std::size_t longest_list = 5;  // patterns or values that an explanation shows

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < std::min(words.size(), longest_list); ++i)
        text += (i > 0 ? ", " : "") + in_quotes(words[i]);
    if (words.size() > longest_list)
        text += " and " + std::to_string(words.size() - longest_list) + " more";
    return text;
}

struct Condition {
    Truth truth = Truth::yes;
    std::string why;
};

/// The first pattern that matches one of the values.
const std::string* first_match(PatternKind kind, const std::vector<std::string>& patterns,
                               const std::vector<std::string>& values) {
    for (const auto& pattern : patterns)
        for (const auto& value : values)
            if (pattern_matches(kind, pattern, value)) return &pattern;
    return nullptr;
}

Condition evaluate(const MatchKey& key, const Patterns& patterns, const Values& values) {
    const std::string name{key.name};
    if (!values) return {Truth::unknown, name + ": " + std::string{key.unknown}};
    if (const auto* excluded = first_match(key.kind, patterns.excluded, *values))
        return {Truth::no,
                name + ": " + listed(*values) + " excluded by " + in_quotes("!" + *excluded)};
    if (patterns.plain.empty() || first_match(key.kind, patterns.plain, *values)) return {};
    if (values->empty()) return {Truth::no, name + ": in none, wanted " + listed(patterns.plain)};
    return {Truth::no, name + ": " + listed(*values) + " not in " + listed(patterns.plain)};
}

struct RuleMatch {
    Truth truth = Truth::yes;
    std::string why = "every condition matches";
    bool wants_okta_groups = false;  // only they can still tell
};

/// Kleene's and: one false condition decides, else one unknown does.
RuleMatch match(const Rule& rule, const LoginFacts& facts, const OktaGroups& okta_groups) {
    RuleMatch result;
    std::string unknown;
    for (const auto& key : match_keys()) {
        const auto& patterns = rule.*key.patterns;
        if (!patterns) continue;
        auto condition = evaluate(key, *patterns, key.values(facts, okta_groups));
        if (condition.truth == Truth::no) return {Truth::no, std::move(condition.why), false};
        if (condition.truth == Truth::unknown)
            unknown += (unknown.empty() ? "" : "; ") + condition.why;
    }
    if (unknown.empty()) return result;
    return {Truth::unknown, std::move(unknown),
            rule.okta_groups && okta_groups.state == OktaGroups::State::not_fetched};
}

/// The rules that ask, as far as they were come to: one that matches, or those that may.
class Asking {
  public:
    void add(std::optional<std::size_t> rule, const LoginSettings& settings) {
        settings_ = asked_ ? stricter(settings_, settings) : settings;
        if (!asked_) rule_ = rule;
        asked_ = true;
    }
    [[nodiscard]] bool asked() const { return asked_; }
    [[nodiscard]] std::optional<std::size_t> rule() const { return rule_; }
    [[nodiscard]] const LoginSettings& settings() const { return settings_; }

  private:
    bool asked_ = false;
    std::optional<std::size_t> rule_;
    LoginSettings settings_;
};

std::string named(const Policy& policy, std::optional<std::size_t> rule) {
    return rule ? "rule " + in_quotes(policy.rules[*rule].name) : "[login]";
}

}  // namespace

Decision decide(const Policy& policy, const LoginFacts& facts, const OktaGroups& okta_groups) {
    Decision decision;
    Asking asking;
    const auto decided = [&](Outcome outcome, std::optional<std::size_t> rule, std::string reason) {
        decision.outcome = outcome;
        decision.rule = rule;
        decision.rule_name = rule ? policy.rules[*rule].name : "[login]";
        decision.reason = std::move(reason);
        decision.settings = asking.asked() ? asking.settings() : policy.login;
        return decision;
    };
    const auto ask = [&](const std::string& why) {
        if (asking.settings().factors.empty())
            return decided(Outcome::unavailable, asking.rule(),
                           why + ", and no factor satisfies every rule that may match");
        return decided(Outcome::require, asking.rule(), why);
    };

    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        const auto& rule = policy.rules[i];
        const auto [truth, why, wants_okta_groups] = match(rule, facts, okta_groups);
        decision.trace.push_back({i, truth, why});
        if (truth == Truth::no) continue;
        if (wants_okta_groups)
            return decided(Outcome::needs_okta_groups, i, named(policy, i) + " needs Okta groups");

        const bool unknown = truth == Truth::unknown;
        const auto matches = named(policy, i) + (unknown ? " may match (" + why + ")" : " matches");
        if (rule.action == Action::deny) return decided(Outcome::deny, i, matches);
        if (rule.action == Action::skip) {
            if (unknown) return decided(Outcome::unavailable, i, matches + " and would skip");
            if (!asking.asked()) return decided(Outcome::skip, i, matches);
            return ask(named(policy, asking.rule()) + " may match, which outweighs the skip of " +
                       named(policy, i));
        }
        const bool first = !asking.asked();
        asking.add(i, rule.settings);
        if (unknown) continue;
        return ask(first ? matches
                         : named(policy, asking.rule()) + " may match and " + matches +
                               ": the stricter settings apply");
    }
    const bool first = !asking.asked();
    asking.add(std::nullopt, policy.login);
    return ask(first ? "no rule matches, so [login] applies"
                     : named(policy, asking.rule()) +
                           " may match: the stricter of its settings and "
                           "[login]'s apply");
}

LoginSettings stricter(const LoginSettings& first, const LoginSettings& second) {
    const auto rank = [](WhenUnreachable value) {
        return value == WhenUnreachable::deny ? 0 : value == WhenUnreachable::recovery_code ? 1 : 2;
    };
    const auto number_rank = [](NumberMatching value) {
        return value == NumberMatching::require ? 0 : value == NumberMatching::automatic ? 1 : 2;
    };
    LoginSettings result = first;
    std::erase_if(result.factors, [&](okta::FactorKind kind) {
        return std::find(second.factors.begin(), second.factors.end(), kind) ==
               second.factors.end();
    });
    result.autopush = first.autopush && second.autopush;
    result.number_matching =
        std::min(first.number_matching, second.number_matching,
                 [&](auto a, auto b) { return number_rank(a) < number_rank(b); });
    result.tries = std::min(first.tries, second.tries);
    result.timeout = std::min(first.timeout, second.timeout);
    result.remember = std::min(first.remember, second.remember);
    result.when_unreachable = std::min(first.when_unreachable, second.when_unreachable,
                                       [&](auto a, auto b) { return rank(a) < rank(b); });
    return result;
}

}  // namespace okta_factor::policy
