// SPDX-License-Identifier: MIT
#include "daemon/policy/missing_quotes.h"

#include <algorithm>
#include <optional>

#include "daemon/policy/duration.h"
#include "daemon/policy/sections.h"
#include "daemon/policy/toml_bounds.h"

namespace okta_factor::policy {
namespace {

constexpr std::size_t longest_value = 64;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string_view line_of(std::string_view text, unsigned line) {
    for (; line > 1; --line) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

bool is_bare_key(std::string_view key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_' || c == '.';
    });
}

/// Then it is something else that TOML gave up at: a key that stands there twice.
bool is_toml(std::string_view value) {
    if (find_excess(value)) return true;  // a line of a long string, say
    try {
        return !toml::parse("value = " + std::string{value}).empty();
    } catch (const toml::parse_error&) {
        return false;
    }
}

bool is_bare(std::string_view word) {
    return !word.empty() && word.find_first_of("\"'[]=,\\") == std::string_view::npos;
}

bool may_be_shown(std::string_view word, const std::optional<KnownKey>& known) {
    const bool harmless = parse_duration(word) || (known && known->section != "okta");
    return harmless && word.size() <= longest_value &&
           std::all_of(word.begin(), word.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// The elements of a list in brackets, each in quotes; nothing if it is none of words.
std::optional<std::string> quoted_list(std::string_view list,
                                       const std::optional<KnownKey>& known) {
    const bool in_brackets = list.size() >= 2 && list.front() == '[' && list.back() == ']';
    auto rest = in_brackets ? list.substr(1, list.size() - 2) : list;
    std::string text;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        auto word = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (word.size() >= 2 && (word.front() == '"' || word.front() == '\'') &&
            word.back() == word.front())
            word = word.substr(1, word.size() - 2);
        if (!is_bare(word)) return std::nullopt;
        text += (text.empty() ? "" : ", ");
        text += may_be_shown(word, known) ? in_quotes(word) : "\"...\"";
    }
    if (text.empty()) return std::nullopt;
    return "[" + text + "]";
}

}  // namespace

std::string what_quotes_meant(std::string_view text, unsigned line) {
    auto written = line_of(text, line);
    written = written.substr(0, written.find('#'));
    const auto equals = written.find('=');
    if (equals == std::string_view::npos) return {};
    const auto key = trimmed(written.substr(0, equals));
    const auto value = trimmed(written.substr(equals + 1));
    if (!is_bare_key(key) || value.empty() || is_toml(value)) return {};

    const auto known = known_key(key.substr(key.rfind('.') + 1));
    const auto write = [&](const std::string& meant) {
        return "; quotes are missing: write " + std::string{key} + " = " + meant;
    };
    const auto takes = known ? known->takes : Takes::text;
    if (takes == Takes::texts) {
        const auto list = quoted_list(value, known);
        return list ? write(*list) : std::string{};
    }
    if (!is_bare(value)) return {};
    switch (takes) {
        case Takes::text:
            return write(may_be_shown(value, known) ? in_quotes(value) : "\"...\"");
        case Takes::flag:
            return "; true or false was meant";
        case Takes::number:
            return "; a whole number was meant";
        case Takes::texts:
        case Takes::other:
            break;
    }
    return {};
}

}  // namespace okta_factor::policy
