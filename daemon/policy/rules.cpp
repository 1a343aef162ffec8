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

// How far each lets people by, from the strictest, 0. No default: a value without a rank does not
// compile, and what is no value at all counts as the strictest.
int leniency(WhenUnreachable value) {
    switch (value) {
        case WhenUnreachable::deny:
            return 0;
        case WhenUnreachable::recovery_code:
            return 1;
        case WhenUnreachable::allow:
            return 2;
    }
    return 0;
}

int leniency(NumberMatching value) {
    switch (value) {
        case NumberMatching::require:
            return 0;
        case NumberMatching::automatic:
            return 1;
        case NumberMatching::off:
            return 2;
    }
    return 0;
}

template <class Value>
Value stricter_of(Value first, Value second) {
    return leniency(second) < leniency(first) ? second : first;
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
    // Every member by name: a new one does not compile until it is said here what is stricter.
    const auto& [factors, autopush, number_matching, push_prompt, tries, timeout, remember,
                 when_unreachable] = second;
    LoginSettings result = first;
    std::erase_if(result.factors, [&allowed = factors](okta::FactorKind kind) {
        return std::find(allowed.begin(), allowed.end(), kind) == allowed.end();
    });
    result.autopush = first.autopush && autopush;
    result.number_matching = stricter_of(first.number_matching, number_matching);
    // Whether a push has a prompt of its own confirms neither more nor less: the first rule's.
    static_cast<void>(push_prompt);
    result.tries = std::min(first.tries, tries);
    result.timeout = std::min(first.timeout, timeout);
    result.remember = std::min(first.remember, remember);
    result.when_unreachable = stricter_of(first.when_unreachable, when_unreachable);
    return result;
}

}  // namespace okta_factor::policy
