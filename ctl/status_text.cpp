// SPDX-License-Identifier: MIT
#include "ctl/status_text.h"

#include <array>
#include <cmath>
#include <ctime>
#include <string_view>

namespace okta_factor::ctl {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& dictionary, const char* key) {
    return dictionary.value(key, std::string{});
}
std::uint64_t number_of(const ordered_json& dictionary, const char* key) {
    return dictionary.value(key, std::uint64_t{0});
}

std::string line(const char* label, const std::string& value) {
    std::string text{label};
    text.resize(15, ' ');
    return text + value + '\n';
}

struct Word {
    std::string_view key, words;
};
constexpr std::array credential_words{Word{"token", "API token"},
                                      Word{"oauth", "OAuth 2.0 service app"},
                                      Word{"oauth-dpop", "OAuth 2.0 service app with DPoP"}};
constexpr std::array configuration_words{
    Word{"current", "as on disk when it was last read"},
    Word{"last-accepted",
         "the last accepted one: the one on disk cannot be used (okta-factorctl "
         "check)"},
    Word{"none", "none: every login is unavailable (okta-factorctl check)"}};

template <std::size_t N>
std::string in_words(const std::array<Word, N>& table, const std::string& key) {
    for (const auto& row : table)
        if (row.key == key) return std::string{row.words};
    return key;
}

std::string credential(const ordered_json& details) {
    auto text = in_words(credential_words, text_of(details, "credential"));
    if (const auto until = number_of(details, "credential_valid_until"))
        text += ", valid until " + as_utc(until);
    std::string scopes;
    for (const auto& scope : details.value("scopes", ordered_json::array()))
        scopes += ' ' + scope.get<std::string>();
    return scopes.empty() ? text : text + ", scopes" + scopes;
}

std::string clock(std::int64_t skew_ms) {
    const auto seconds = static_cast<double>(skew_ms) / 1000;
    const auto rounded = std::llround(std::abs(seconds));
    if (rounded == 0) return "as Okta's";
    return std::to_string(rounded) + " s " + (skew_ms > 0 ? "behind" : "ahead of") + " Okta's";
}

std::string quota(const ordered_json& details) {
    auto text = std::to_string(number_of(details, "quota_remaining")) + " of " +
                std::to_string(number_of(details, "quota_limit")) + " requests left";
    if (const auto reset = number_of(details, "quota_reset")) text += ", until " + as_utc(reset);
    return text;
}

std::string in_minutes(std::uint64_t seconds) {
    return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
}

std::string failure(const ordered_json& failed) {
    auto text = "  " + as_utc(number_of(failed, "time")) + "  " + text_of(failed, "user") + "  " +
                text_of(failed, "service") + "  " + text_of(failed, "reason");
    if (const auto detail = text_of(failed, "detail"); !detail.empty()) text += ": " + detail;
    if (const auto id = text_of(failed, "request_id"); !id.empty()) text += "  [" + id + ']';
    return text + '\n';
}

std::string limit(const ordered_json& held) {
    const auto login = text_of(held, "okta_login");
    return "  " + (login.empty() ? text_of(held, "okta_user_id") : login) + "  " +
           text_of(held, "kind") + "  for " + in_minutes(number_of(held, "seconds_left")) + '\n';
}

std::string ago(std::uint64_t then, std::uint64_t now) {
    return then < now ? "  (" + in_minutes((now - then) / 1'000'000) + " ago)" : "";
}

template <class Show>
std::string list(const ordered_json& details, const char* key, const char* title, Show show) {
    const auto all = details.value(key, ordered_json::array());
    if (all.empty()) return {};
    auto text = std::string{title} + '\n';
    for (const auto& one : all)
        text += show(one);
    return text;
}

}  // namespace

std::string as_utc(std::uint64_t usec) {
    const auto seconds = static_cast<std::time_t>(usec / 1'000'000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string status_text(const ordered_json& details, std::uint64_t now) {
    std::string text;
    if (const auto word = text_of(details, "configuration"); !word.empty())
        text += line("Configuration:", in_words(configuration_words, word));
    if (!text_of(details, "credential").empty()) text += line("Credentials:", credential(details));
    if (details.contains("clock_skew_ms"))
        text += line("Clock:", clock(details.value("clock_skew_ms", std::int64_t{0})));
    if (number_of(details, "quota_limit") > 0) text += line("Quota:", quota(details));
    if (details.contains("state_directory") && !details.value("state_directory", true))
        text += line("State:",
                     "no state directory: no recovery codes, no last accepted "
                     "configuration, wrong codes forgotten at a restart");
    else if (const auto why = text_of(details, "recovery_codes_problem"); !why.empty())
        text += line("State:", why);
    text += list(details, "limits", "Limits in force:", limit);
    text += list(details, "failures", "Last failures:", [&](const ordered_json& failed) {
        auto shown = failure(failed);
        shown.insert(shown.size() - 1, ago(number_of(failed, "time"), now));
        return shown;
    });
    return text;
}

std::string sessions_text(const ordered_json& sessions) {
    if (sessions.empty()) return "Nobody is logging in, and nobody is remembered.\n";
    std::string text;
    for (const auto& one : sessions) {
        text += text_of(one, "state") + "  " + text_of(one, "user");
        if (const auto target = text_of(one, "target"); !target.empty()) text += " -> " + target;
        for (const auto* key : {"service", "tty", "rhost", "factor"})
            if (const auto value = text_of(one, key); !value.empty()) text += "  " + value;
        if (const auto since = number_of(one, "since")) text += "  since " + as_utc(since);
        if (const auto until = number_of(one, "until")) text += "  until " + as_utc(until);
        text += '\n';
    }
    return text;
}

}  // namespace okta_factor::ctl
