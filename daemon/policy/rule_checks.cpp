// SPDX-License-Identifier: MIT
#include "daemon/policy/rule_checks.h"

#include <algorithm>

#include "daemon/policy/match.h"
#include "daemon/policy/sections.h"

namespace okta_factor::policy {
namespace {

/// Which pattern covers which: each with each, so that there is a bound on how long it looks. Past
/// it nothing is found to cover anything, which goes unsaid: it is advice.
class Coverage {
  public:
    bool all_covered(PatternKind kind, const std::vector<std::string>& narrow,
                     const std::vector<std::string>& wide) {
        return std::ranges::all_of(
            narrow, [&](const auto& pattern) { return covered_by_one(kind, pattern, wide); });
    }

    /// No value can match: each plain pattern, or everything, is excluded again.
    bool contradicts_itself(PatternKind kind, const Patterns& list) {
        if (!list.plain.empty()) return all_covered(kind, list.plain, list.excluded);
        if (kind == PatternKind::name) return covered_by_one(kind, "*", list.excluded);
        return all_covered(kind, {"0.0.0.0/0", "::/0"}, list.excluded);
    }

    /// Whatever the later rule matches, the earlier one has matched before.
    bool shadows(const Rule& earlier, const Rule& later) {
        return std::ranges::all_of(match_keys(), [&](const MatchKey& key) {
            const auto& wide = earlier.*key.patterns;
            const auto& narrow = later.*key.patterns;
            if (!wide || matches_everybody(key, *wide)) return true;
            return narrow && list_covers(key.kind, *wide, *narrow);
        });
    }

  private:
    bool covered_by_one(PatternKind kind, const std::string& narrow,
                        const std::vector<std::string>& wide) {
        return std::ranges::any_of(wide, [&](const auto& pattern) {
            const auto steps = 16 + pattern.size() * narrow.size();
            if (left_ < steps) return false;
            left_ -= steps;
            return pattern_covers(kind, pattern, narrow);
        });
    }

    /// Matches whoever logs in: only of facts that every login has.
    bool matches_everybody(const MatchKey& key, const Patterns& list) {
        const bool always_known = key.patterns == &Rule::users || key.patterns == &Rule::services;
        return always_known && list.excluded.empty() && covered_by_one(key.kind, "*", list.plain);
    }

    bool list_covers(PatternKind kind, const Patterns& wide, const Patterns& narrow) {
        const bool plain_covered =
            wide.plain.empty() ||
            (!narrow.plain.empty() && all_covered(kind, narrow.plain, wide.plain));
        return plain_covered && all_covered(kind, wide.excluded, narrow.excluded);
    }

    std::size_t left_ = 200'000'000;  // steps through a pattern: well under a second
};

void check_name_is_new(const DraftRule& rule, const std::vector<DraftRule>& rules,
                       Mistakes& mistakes) {
    const auto first = std::find_if(rules.begin(), rules.end(), [&](const DraftRule& other) {
        return other.rule.value.name == rule.rule.value.name;
    });
    if (&*first == &rule || !rule.rule.has("name")) return;
    mistakes.push_back(
        mistake_at(*rule.rule.place_of("name"), "a rule named " + in_quotes(rule.rule.value.name) +
                                                    " stands at " + to_string(first->place) +
                                                    " already; each needs its own name"));
}

void check_skip(const DraftRule& rule, Mistakes& mistakes) {
    if (rule.rule.value.action != Action::skip) return;
    bool any = false;
    bool any_plain = false;
    for (const auto& key : match_keys()) {
        const auto& list = rule.rule.value.*key.patterns;
        any = any || list;
        any_plain = any_plain || (list && !list->plain.empty());
    }
    if (!any)
        mistakes.push_back(
            mistake_at(rule.place,
                       "a skip rule without a match key would skip everybody; say who is "
                       "meant, as in users = [\"backup\"]"));
    else if (!any_plain)
        mistakes.push_back(
            mistake_at(rule.place,
                       "a skip rule made of exclusions only would skip everybody else; say "
                       "who is meant by at least one pattern without !"));
}

void check_settings_count(const DraftRule& rule, Mistakes& mistakes) {
    const auto action = rule.rule.value.action;
    for (const auto key : names_of(login_keys()))
        if (action != Action::require && rule.rule.has(key))
            mistakes.push_back(mistake_at(*rule.rule.place_of(key),
                                          std::string{key} + " means nothing beside action = " +
                                              (action == Action::skip ? "\"skip\"" : "\"deny\"") +
                                              ": nobody is asked"));
}

void check_can_match(const DraftRule& rule, const std::vector<DraftRule>& rules, Coverage& coverage,
                     Mistakes& mistakes) {
    for (const auto& key : match_keys()) {
        const auto& list = rule.rule.value.*key.patterns;
        if (list && coverage.contradicts_itself(key.kind, *list)) {
            mistakes.push_back(
                mistake_at(*rule.rule.place_of(key.name), std::string{key.name} +
                                                              " can never match: what it names is "
                                                              "excluded again"));
            return;
        }
    }
    for (const auto& earlier : rules) {
        if (&earlier == &rule) return;
        if (!earlier.sound || !coverage.shadows(earlier.rule.value, rule.rule.value)) continue;
        mistakes.push_back(mistake_at(
            rule.place, "rule " + in_quotes(rule.rule.value.name) + " can never match: rule " +
                            in_quotes(earlier.rule.value.name) + " at " + to_string(earlier.place) +
                            " comes first and matches "
                            "all that it would"));
        return;
    }
}

}  // namespace

void check_rules(const std::vector<DraftRule>& rules, Mistakes& mistakes) {
    Coverage coverage;
    for (const auto& rule : rules) {
        if (are_enough(mistakes)) return;
        check_name_is_new(rule, rules, mistakes);
        if (!rule.sound) continue;
        check_skip(rule, mistakes);
        check_settings_count(rule, mistakes);
        check_can_match(rule, rules, coverage, mistakes);
    }
}

}  // namespace okta_factor::policy
