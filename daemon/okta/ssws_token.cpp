// SPDX-License-Identifier: MIT
#include "daemon/okta/ssws_token.h"

#include <algorithm>
#include <utility>

namespace okta_factor::okta {
namespace {

// In a header line nothing may end the line or stand outside ASCII.
tl::expected<Secret, std::string> read_token(const SecretSource& source) {
    auto token = read_secret(source);
    const auto is_printable = [](char c) { return c > ' ' && c < '\x7F'; };
    if (token && !std::ranges::all_of(token->reveal(), is_printable))
        return tl::unexpected{source.path + " does not hold one API token and nothing else"};
    return token;
}

std::string header_line(const Secret& token) {
    return "Authorization: SSWS " + token.reveal();
}

}  // namespace

tl::expected<std::unique_ptr<SswsToken>, std::string> SswsToken::load(SecretSource source) {
    auto token = read_token(source);
    if (!token) return tl::unexpected{std::move(token.error())};
    return std::make_unique<SswsToken>(std::move(source), std::move(*token));
}

loop::Task<Answer<Authorizer::Headers>> SswsToken::headers(http::Method, std::string,
                                                           loop::TimePoint) {
    Headers lines;
    lines.push_back(header_line(token_));
    co_return lines;
}

bool SswsToken::learn(const http::Response& response, const Headers& sent) {
    constexpr int unauthorized = 401;
    if (response.problem != http::Problem::none || response.status != unauthorized) return false;
    auto token = read_token(source_);
    if (!token) return false;
    token_ = std::move(*token);
    auto current = header_line(token_);
    const bool is_new = std::ranges::find(sent, current) == sent.end();
    erase(current);
    return is_new;
}

}  // namespace okta_factor::okta
