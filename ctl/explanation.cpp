// SPDX-License-Identifier: MIT
#include "ctl/explanation.h"

#include <algorithm>
#include <functional>

#include "daemon/policy/duration.h"
#include "daemon/policy/suggest.h"
#include "daemon/policy/words.h"

namespace okta_factor::ctl {
namespace {

using nlohmann::ordered_json;
using policy::Outcome;

template <class Words, class ToText>
std::string joined(const Words& words, ToText to_text) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : ", ") + std::string{to_text(word)};
    return text;
}

std::string facts_line(const policy::LoginFacts& facts) {
    const auto known = [](const std::optional<std::string>& value) {
        return value ? *value : "not known";
    };
    std::string groups = "not known";
    if (facts.groups)
        groups = facts.groups->empty() ? "none" : joined(*facts.groups, std::identity{});
    std::string line = facts.user + " logs in by " + facts.service;
    if (facts.target) line += ", to become " + *facts.target;
    return line + "; address " + known(facts.rhost) + ", terminal " + known(facts.tty) +
           ", groups " + groups;
}

/// Setting names and values as the configuration writes them.
ordered_json settings_json(const policy::LoginSettings& settings) {
    auto factors = ordered_json::array();
    for (const auto kind : settings.factors)
        factors.push_back(policy::to_word(kind));
    return {{"factors", std::move(factors)},
            {"autopush", settings.autopush},
            {"number_matching", policy::to_word(settings.number_matching)},
            {"push_prompt", policy::to_word(settings.push_prompt)},
            {"tries", settings.tries},
            {"timeout", policy::to_string(settings.timeout)},
            {"remember", policy::to_string(settings.remember)},
            {"when_unreachable", policy::to_word(settings.when_unreachable)}};
}

std::string settings_text(const policy::LoginSettings& settings) {
    constexpr std::size_t name_width = 18;
    std::string text;
    const auto json = settings_json(settings);
    for (const auto& [name, value] : json.items()) {
        std::string line = "  " + name;
        line.resize(name_width + 2, ' ');
        if (value.is_array())
            line +=
                joined(value, [](const auto& word) { return word.template get<std::string>(); });
        else
            line += value.is_string() ? value.template get<std::string>() : value.dump();
        text += line + "\n";
    }
    return text;
}

std::string trace_text(const policy::Decision& decision, const policy::Policy& policy) {
    std::size_t width = 0;
    for (const auto& step : decision.trace)
        width = std::max(width, policy.rules[step.rule].name.size());
    std::string text;
    for (const auto& step : decision.trace) {
        std::string name = policy.rules[step.rule].name;
        name.resize(width, ' ');
        std::string matches{protocol::word_in(policy::truth_words, step.matches)};
        matches.resize(std::string_view{"unknown"}.size(), ' ');
        text.append("  ").append(name).append("  ").append(matches).append("  ").append(step.why) +=
            '\n';
    }
    const auto untried = policy.rules.size() - decision.trace.size();
    if (untried > 0)
        text += "  " +
                std::string{untried == 1 ? "1 later rule is"
                                         : std::to_string(untried) + " later rules are"} +
                " not tried\n";
    return text.empty() ? "  there are no rules\n" : text;
}

std::string ending(const Explanation& explanation) {
    const auto& login = explanation.okta_login;
    switch (explanation.decision.outcome) {
        case Outcome::require:
            if (!login)
                return "The login is refused: " + std::string{to_sentence(login.error())} + ".";
            return "Okta must confirm " + *login + ", with";
        case Outcome::skip:
            return "The login goes on without Okta.";
        case Outcome::deny:
            return "The login is denied.";
        case Outcome::unavailable:
            return "The login is refused as unavailable.";
        case Outcome::needs_okta_groups:
            return "The daemon first asks Okta for the person's groups; --okta-group says which "
                   "they "
                   "are.";
    }
    return {};
}

}  // namespace

bool Explanation::goes_on() const {
    switch (decision.outcome) {
        case Outcome::require:
            return okta_login.has_value();
        case Outcome::skip:
        case Outcome::needs_okta_groups:
            return true;
        default:
            return false;
    }
}

Explanation explain(const policy::Policy& policy, const policy::LoginFacts& facts,
                    const policy::OktaGroups& okta_groups) {
    return {facts, policy::decide(policy, facts, okta_groups),
            policy::okta_login(policy.identity, facts)};
}

std::string to_text(const Explanation& explanation, const policy::Policy& policy) {
    const auto& decision = explanation.decision;
    std::string text = facts_line(explanation.facts) + "\n\n" + trace_text(decision, policy) + "\n";
    text += "Why:  " + decision.reason;
    if (decision.rule) text += " (" + policy.rules[*decision.rule].where + ")";
    text += "\nWhat: " + ending(explanation) + "\n";
    if (decision.outcome == Outcome::require && explanation.okta_login)
        text += settings_text(decision.settings);
    return text;
}

ordered_json to_json(const Explanation& explanation, const policy::Policy& policy) {
    const auto& decision = explanation.decision;
    const auto& login = explanation.okta_login;
    auto trace = ordered_json::array();
    for (const auto& [index, matches, why] : decision.trace) {
        const auto& rule = policy.rules[index];
        trace.push_back({{"name", rule.name},
                         {"where", rule.where},
                         {"action", policy::to_word(rule.action)},
                         {"matches", protocol::word_in(policy::truth_words, matches)},
                         {"why", why}});
    }
    ordered_json json{{"outcome", protocol::word_in(policy::outcome_words, decision.outcome)},
                      {"rule", decision.rule_name},
                      {"where", decision.rule ? policy.rules[*decision.rule].where : ""},
                      {"reason", decision.reason},
                      {"goes_on", explanation.goes_on()},
                      {"okta_login", login ? ordered_json(*login) : ordered_json(nullptr)}};
    if (!login) json["okta_login_problem"] = to_sentence(login.error());
    if (decision.outcome == Outcome::require) json["settings"] = settings_json(decision.settings);
    json["rules"] = std::move(trace);
    return json;
}

}  // namespace okta_factor::ctl
