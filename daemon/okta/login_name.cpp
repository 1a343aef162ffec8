// SPDX-License-Identifier: MIT
#include "daemon/okta/login_name.h"

#include <algorithm>

#include "common/utf8.h"

namespace okta_factor::okta {
namespace {

constexpr bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::optional<std::string_view> why_refused(std::string_view login) {
    if (login.empty()) return "the login is empty";
    if (login.size() > max_login_bytes) return "the login is longer than Okta allows";
    if (!is_utf8(login)) return "the login is not UTF-8";
    if (has_control_character(login)) return "the login has a control character";
    if (login.find_first_of("#/?%\\") != std::string_view::npos)
        return "the login has a character that leads elsewhere";

    const auto key = login_key(login);
    if (key == "me" || key == "." || key == "..") return "the login is a word of Okta's own";
    if (key.starts_with("00u") && key.find('@') == std::string::npos)
        return "the login looks like an Okta id";
    return std::nullopt;
}

std::string percent_encode(std::string_view login) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(login.size());
    for (const char c : login) {
        if (is_alphanumeric(c) || std::string_view{"-._~@"}.find(c) != std::string_view::npos) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4U];
        encoded += digits[byte & 0xFU];
    }
    return encoded;
}

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= max_login_bytes && std::ranges::all_of(id, [](char c) {
        return is_alphanumeric(c) || c == '-' || c == '_';
    });
}

bool same_login(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
}

std::string login_key(std::string_view login) {
    std::string key{login};
    std::ranges::transform(key, key.begin(), lower);
    return key;
}

}  // namespace okta_factor::okta
