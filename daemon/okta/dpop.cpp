// SPDX-License-Identifier: MIT
#include "daemon/okta/dpop.h"

#include <algorithm>

#include "daemon/okta/challenge_error.h"
#include "daemon/okta/errors.h"

namespace okta_factor::okta {
namespace {

std::string_view name_of(http::Method method) {
    switch (method) {
        case http::Method::get:
            return "GET";
        case http::Method::post:
            return "POST";
        case http::Method::del:
            break;
    }
    return "DELETE";
}

}  // namespace

std::string DpopProver::proof(http::Method method, std::string_view url, WallTime now,
                              const std::string& nonce,
                              std::optional<std::string_view> token) const {
    using std::chrono::duration_cast, std::chrono::seconds;
    nlohmann::json header;
    header["typ"] = "dpop+jwt";
    header["jwk"] = key_.public_jwk();
    nlohmann::json claims;
    claims["htm"] = name_of(method);
    claims["htu"] = url.substr(0, url.find_first_of("?#"));
    claims["iat"] = duration_cast<seconds>(now.time_since_epoch()).count();
    claims["jti"] = random_id();
    if (!nonce.empty()) claims["nonce"] = nonce;
    if (token) claims["ath"] = base64url(sha256(*token));
    return key_.sign(std::move(header), claims);
}

std::optional<std::string> dpop_nonce(const http::Response& response) {
    constexpr std::size_t longest = 512;
    const auto nonce = response.header("dpop-nonce");
    const auto is_printable = [](char c) { return c > ' ' && c < '\x7F'; };
    if (!nonce || nonce->empty() || nonce->size() > longest ||
        !std::ranges::all_of(*nonce, is_printable))
        return std::nullopt;
    return std::string{*nonce};
}

bool wants_dpop_nonce(const http::Response& response) {
    if (response.problem != http::Problem::none || !dpop_nonce(response)) return false;
    constexpr int bad_request = 400, unauthorized = 401;
    if (response.status != bad_request && response.status != unauthorized) return false;
    // An API call's answer has Okta's own error in its body, beside the challenge.
    constexpr std::string_view wanted = "use_dpop_nonce";
    if (challenge_error(response) == wanted) return true;
    const auto failure = failure_in(response, Subject::token);
    return failure && failure->code == wanted;
}

}  // namespace okta_factor::okta
