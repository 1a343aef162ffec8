// SPDX-License-Identifier: MIT
#include "ctl/doctor/sshd_settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

namespace okta_factor::doctor {
namespace {

constexpr char conversation[] = "kbdinteractiveauthentication";
constexpr char old_conversation[] = "challengeresponseauthentication";

// Decided for a connection, not for the machine.
constexpr std::array<std::string_view, 8> access_settings{
    "authenticationmethods",   "passwordauthentication", conversation,
    old_conversation,          "pubkeyauthentication",   "gssapiauthentication",
    "hostbasedauthentication", "permitrootlogin"};

struct Method {
    const char* setting;
    const char* name;
};
constexpr std::array methods{Method{"pubkeyauthentication", "publickey"},
                             Method{"passwordauthentication", "password"},
                             Method{"gssapiauthentication", "gssapi-with-mic"},
                             Method{"hostbasedauthentication", "hostbased"}};

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream input{text};
    for (std::string part; std::getline(input, part, at);)
        if (!part.empty()) parts.push_back(part);
    return parts;
}

}  // namespace

SshdSettings SshdSettings::parse(const std::string& text) {
    SshdSettings settings;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        const auto space = line.find(' ');
        if (space == std::string::npos) continue;
        auto name = line.substr(0, space);
        std::ranges::transform(name, name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        settings.values_.emplace(std::move(name), line.substr(space + 1));
    }
    return settings;
}

std::string SshdSettings::get(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string{} : found->second;
}

bool SshdSettings::converses() const {
    return is_on(has(conversation) ? conversation : old_conversation);
}

std::chrono::seconds SshdSettings::login_grace_time() const {
    const auto text = get("logingracetime");
    long long value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return std::chrono::seconds{value};
}

std::vector<SshdSettings::Way> SshdSettings::ways() const {
    std::vector<Way> ways;
    const auto configured = get("authenticationmethods");
    if (!configured.empty() && configured != "any") {
        for (const auto& way : split(configured, ' '))
            ways.push_back(split(way, ','));
        return ways;
    }
    for (const auto& [setting, name] : methods)
        if (is_on(setting)) ways.push_back({name});
    if (converses()) ways.push_back({"keyboard-interactive"});
    return ways;
}

bool SshdSettings::decides_access(std::string_view name) {
    return std::ranges::find(access_settings, name) != access_settings.end();
}

bool SshdSettings::switches_conversation(std::string_view name) {
    return name == conversation || name == old_conversation;
}

bool SshdSettings::same_access(const SshdSettings& other) const {
    return std::ranges::all_of(access_settings,
                               [&](auto name) { return get(name) == other.get(name); });
}

}  // namespace okta_factor::doctor
