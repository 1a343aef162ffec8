// SPDX-License-Identifier: MIT
#include "daemon/okta/challenge_error.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace okta_factor::okta {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

bool same_letter(char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    return text;
}

// RFC 9110, 11.2: a name, "=", with blanks around it, and a token or a quoted string.
std::string error_in(std::string_view header) {
    constexpr std::string_view name = "error";
    for (auto rest = header;;) {
        const auto* const found =
            std::search(rest.begin(), rest.end(), name.begin(), name.end(), same_letter);
        if (found == rest.end()) return {};
        const auto at = static_cast<std::size_t>(found - rest.begin());
        const bool begins_word = at == 0 || is_blank(rest[at - 1]) || rest[at - 1] == ',';
        auto value = without_blanks(rest.substr(at + name.size()));
        rest.remove_prefix(at + name.size());
        if (!begins_word || !value.starts_with('=')) continue;
        value = without_blanks(value.substr(1));
        if (value.starts_with('"')) {
            value.remove_prefix(1);
            return std::string{value.substr(0, value.find('"'))};
        }
        return std::string{value.substr(0, value.find_first_of(" \t,"))};
    }
}

}  // namespace

std::string challenge_error(const http::Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name != "www-authenticate") continue;
        if (auto error = error_in(value); !error.empty()) return error;
    }
    return {};
}

}  // namespace okta_factor::okta
