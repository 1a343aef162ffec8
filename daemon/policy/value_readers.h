// SPDX-License-Identifier: MIT
// What a key can take: each makes the row of a key table that checks a value and stores it.
#pragma once

#include <cstdint>
#include <optional>
#include <tl/expected.hpp>

#include "common/protocol.h"
#include "daemon/policy/duration.h"
#include "daemon/policy/key_table.h"
#include "daemon/policy/text_checks.h"

namespace okta_factor::policy {

/// "a string", "a whole number", … as a person would call what stands there.
std::string_view kind_of(const toml::node& node);

/// The string that stands there, or a mistake.
std::optional<std::string> text_of(const toml::node& node, const Reading& reading);

template <class Target>
Key<Target> flag(std::string_view name, bool Target::*member) {
    return {name,
            [member](const toml::node& node, Target& target, const Reading& reading) {
                if (const auto* value = node.as_boolean())
                    target.*member = value->get();
                else
                    reading.wrong_value(node,
                                        "must be true or false, not " + std::string{kind_of(node)});
            },
            Takes::flag};
}

template <class Target>
Key<Target> text(std::string_view name, std::string Target::*member, TextCheck check) {
    return {name,
            [member, check](const toml::node& node, Target& target, const Reading& reading) {
                const auto written = text_of(node, reading);
                if (!written) return;
                if (auto checked = check(*written))
                    target.*member = std::move(*checked);
                else
                    reading.wrong_value(node, checked.error());
            },
            Takes::text};
}

template <class Target>
Key<Target> number(std::string_view name, int Target::*member, int least, int most) {
    return {name,
            [=](const toml::node& node, Target& target, const Reading& reading) {
                const std::string wanted = "must be a whole number from " + std::to_string(least) +
                                           " to " + std::to_string(most);
                const auto* value = node.as_integer();
                if (value == nullptr)
                    reading.wrong_value(node, wanted + ", not " + std::string{kind_of(node)});
                else if (value->get() < least || value->get() > most)
                    reading.wrong_value(node, wanted + ", not " + std::to_string(value->get()));
                else
                    target.*member = static_cast<int>(value->get());
            },
            Takes::number};
}

/// In units of the member's type: a member in seconds takes whole seconds only.
template <class Target, class Unit>
Key<Target> duration(std::string_view name, Unit Target::*member, std::chrono::milliseconds least,
                     std::chrono::milliseconds most) {
    return {name,
            [=](const toml::node& node, Target& target, const Reading& reading) {
                const std::string wanted = "must be a duration from " + to_string(least) + " to " +
                                           to_string(most) + ", such as \"90s\" or \"15m\"";
                const auto* written = node.as_string();
                if (written == nullptr)
                    return reading.wrong_value(node,
                                               wanted + ", not " + std::string{kind_of(node)});
                const auto value = parse_duration(written->get());
                if (!value || *value < least || *value > most)
                    return reading.wrong_value(node, wanted + ", not " + in_quotes(written->get()));
                const auto rounded = std::chrono::duration_cast<Unit>(*value);
                if (rounded != *value) return reading.wrong_value(node, "must be in whole seconds");
                target.*member = rounded;
            },
            Takes::text};
}

template <class Value, std::size_t N>
std::array<std::string_view, N> words_of(const std::array<protocol::Word<Value>, N>& table) {
    std::array<std::string_view, N> words;
    std::transform(table.begin(), table.end(), words.begin(),
                   [](const auto& row) { return row.word; });
    return words;
}

template <class Value, std::size_t N>
std::optional<Value> word_value(const toml::node& node, const Reading& reading,
                                const std::array<protocol::Word<Value>, N>& table) {
    const auto written = text_of(node, reading);
    if (!written) return std::nullopt;
    const auto value = protocol::value_in(table, *written);
    if (!value) {
        const auto words = words_of(table);
        reading.wrong_value(node, "must be " + one_of(words) + ", not " + in_quotes(*written) +
                                      did_you_mean(*written, words));
    }
    return value;
}

template <class Target, class Value, std::size_t N>
Key<Target> choice(std::string_view name, Value Target::*member,
                   const std::array<protocol::Word<Value>, N>& table) {
    return {name,
            [member, &table](const toml::node& node, Target& target, const Reading& reading) {
                if (const auto value = word_value(node, reading, table)) target.*member = *value;
            },
            Takes::text};
}

/// The elements of a list that is not empty, or a mistake.
const toml::array* list_of(const toml::node& node, const Reading& reading);

/// Words of the table, each at most once, in the order written.
template <class Target, class Value, std::size_t N>
Key<Target> choices(std::string_view name, std::vector<Value> Target::*member,
                    const std::array<protocol::Word<Value>, N>& table) {
    return {name,
            [member, &table](const toml::node& node, Target& target, const Reading& reading) {
                const auto* list = list_of(node, reading);
                if (list == nullptr) return;
                std::vector<Value> values;
                for (const auto& element : *list) {
                    if (reading.has_enough()) return;
                    const auto value = word_value(element, reading, table);
                    if (!value) continue;
                    if (std::find(values.begin(), values.end(), *value) != values.end())
                        reading.wrong_value(
                            element,
                            "names " + in_quotes(protocol::word_in(table, *value)) + " twice");
                    values.push_back(*value);
                }
                target.*member = std::move(values);
            },
            Takes::texts};
}

}  // namespace okta_factor::policy
