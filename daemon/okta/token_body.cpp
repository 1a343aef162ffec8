// SPDX-License-Identifier: MIT
#include "daemon/okta/token_body.h"

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <utility>

#include "daemon/okta/json_document.h"

namespace okta_factor::okta {
namespace {

bool fits_a_header(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F'; });
}

// RFC 6749, 3.3: separated by spaces.
std::vector<std::string> scopes_in(const std::string& text) {
    std::vector<std::string> scopes;
    std::istringstream words{text};
    for (std::string word; words >> word;)
        scopes.push_back(word);
    return scopes;
}

}  // namespace

std::optional<TokenBody> read_token_body(std::string_view body) {
    constexpr std::int64_t day = 86'400;
    const JsonDocument document{body};
    Secret token{text_member(document.root(), "access_token")};
    const auto& lifetime = member(document.root(), "expires_in");
    if (!fits_a_header(token.reveal()) || !lifetime.is_number_integer()) return std::nullopt;
    TokenBody read;
    read.token = std::move(token);
    read.type = text_member(document.root(), "token_type");
    read.lifetime =
        std::chrono::seconds{std::clamp<std::int64_t>(lifetime.get<std::int64_t>(), 0, day)};
    read.scopes = scopes_in(text_member(document.root(), "scope"));
    return read;
}

}  // namespace okta_factor::okta
