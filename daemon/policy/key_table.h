// SPDX-License-Identifier: MIT
// A section of the configuration as a table of keys: name, what it takes, where it goes. Reading a
// section is walking its table; nothing else knows a key by name.
#pragma once

#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/policy/mistake.h"
#include "daemon/policy/suggest.h"

namespace okta_factor::policy {

/// One file, or one key in it, being read: knows where we are and gathers what is wrong.
class Reading {
  public:
    Reading(std::string_view file, Mistakes& mistakes) : file_{file}, mistakes_{&mistakes} {}

    /// The same file inside [section]; `key` begins what is said about its values.
    [[nodiscard]] Reading in(std::string section, std::string key) const {
        Reading inner = *this;
        inner.section_ = std::move(section);
        inner.key_ = std::move(key);
        return inner;
    }
    [[nodiscard]] std::string_view file() const { return file_; }
    [[nodiscard]] const std::string& section() const { return section_; }
    [[nodiscard]] const std::string& key() const { return key_; }

    /// What follows need not be read: what is wrong so far fills the list.
    [[nodiscard]] bool has_enough() const { return are_enough(*mistakes_); }

    [[nodiscard]] Place place(const toml::source_region& region) const {
        return {std::string{file_}, region.begin.line, region.begin.column};
    }
    void wrong(const toml::source_region& region, std::string text) const {
        mistakes_->push_back(
            {std::string{file_}, region.begin.line, region.begin.column, std::move(text)});
    }
    void wrong_value(const toml::node& node, const std::string& text) const {
        wrong(node.source(), key_ + " " + text);
    }

  private:
    std::string_view file_;  // outlives the reading
    Mistakes* mistakes_;
    std::string section_;  // as it is written: [okta], [[rule]]; empty at the top
    std::string key_;
};

/// A value, and where each of its keys was set last: for checks that look at several keys.
template <class Target>
struct Draft {
    Target value{};
    std::map<std::string, Place, std::less<>> set;

    [[nodiscard]] bool has(std::string_view key) const { return set.find(key) != set.end(); }
    [[nodiscard]] const Place* place_of(std::string_view key) const {
        const auto found = set.find(key);
        return found == set.end() ? nullptr : &found->second;
    }
};

/// What is written after a key's =, for what is said about a line that is no TOML.
enum class Takes { text, texts, flag, number, other };

template <class Target>
struct Key {
    std::string_view name;
    std::function<void(const toml::node&, Target&, const Reading&)> read;
    Takes takes = Takes::other;
};

template <class Target>
using KeyTable = std::vector<Key<Target>>;

template <class Target>
std::vector<std::string_view> names_of(const KeyTable<Target>& keys) {
    std::vector<std::string_view> names;
    for (const auto& key : keys)
        names.push_back(key.name);
    return names;
}

/// The section in which a key of that name stands, or empty; sections.cpp knows them all.
std::string belongs_in(std::string_view key);

/// A right key under a wrong header is more likely than a misspelt one.
inline std::string what_was_meant(std::string_view key, std::span<const std::string_view> known) {
    const auto section = belongs_in(key);
    return section.empty() ? did_you_mean(key, known) : "; it belongs in " + section;
}

template <class Target>
void read_table(const toml::table& table, const KeyTable<Target>& keys, Draft<Target>& draft,
                const Reading& reading) {
    for (const auto& [name, node] : table) {
        if (reading.has_enough()) return;
        const std::string_view written = name.str();
        const auto key = std::find_if(keys.begin(), keys.end(),
                                      [&](const auto& row) { return row.name == written; });
        if (key == keys.end()) {
            const std::string where = reading.section().empty() ? "" : " in " + reading.section();
            reading.wrong(name.source(), "unknown key " + in_quotes(written) + where +
                                             what_was_meant(written, names_of(keys)));
            continue;
        }
        draft.set.insert_or_assign(std::string{written}, reading.place(name.source()));
        key->read(node, draft.value, reading.in(reading.section(), std::string{written}));
    }
}

/// The key of a part of a larger thing: [login]'s keys inside a rule.
template <class Whole, class Part>
Key<Whole> inside(const Key<Part>& key, Part Whole::*part) {
    return {key.name,
            [read = key.read, part](const toml::node& node, Whole& whole, const Reading& reading) {
                read(node, whole.*part, reading);
            },
            key.takes};
}

}  // namespace okta_factor::policy
