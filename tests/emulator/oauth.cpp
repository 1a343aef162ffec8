// SPDX-License-Identifier: MIT
// POST /oauth2/v1/token: client credentials with private_key_jwt (RFC 7523), DPoP (RFC 9449).
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <sstream>

#include "tests/emulator/authorization.h"
#include "tests/emulator/handlers.h"
#include "tests/emulator/jwt.h"

namespace okta_factor::emulator {
namespace {

constexpr std::int64_t token_seconds = 3600;
constexpr std::int64_t allowed_skew = 60;
constexpr std::string_view assertion_type =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

Answer invalid_client(std::string_view description) {
    return oauth_error(401, "invalid_client", description);
}

/// The client's key that the assertion names, or its only one.
const Json* signing_key(const OauthClient& client, const Json& header) {
    const Json kid = header.value("kid", Json());
    for (const Json& key : client.keys)
        if (kid.is_string() && key.value("kid", Json()) == kid) return &key;
    const bool unnamed = client.keys.size() == 1 && !client.keys.front().contains("kid");
    return unnamed ? &client.keys.front() : nullptr;
}

/// The refusal of an assertion, or nothing.
std::optional<Answer> refuse_assertion(Org& org, const Call& call, const OauthClient& client,
                                       const std::string& compact) {
    const Json header = jws_header(compact);
    const Json* key = header.is_object() ? signing_key(client, header) : nullptr;
    if (!key) return invalid_client("The client_assertion names no key of this client.");
    const auto claims = verified_claims(compact, *key);
    if (!claims) return invalid_client("The client_assertion signature is invalid.");

    const auto now = static_cast<double>(epoch_seconds(org.now()));
    const Json audience = claims->value("aud", Json());
    const Json expires = claims->value("exp", Json());
    if (claims->value("iss", Json()) != client.id || claims->value("sub", Json()) != client.id)
        return invalid_client("'iss' and 'sub' of the client_assertion must be the client_id.");
    if (audience != call.base() + call.path)
        return invalid_client("'aud' of the client_assertion must be the token endpoint.");
    if (!expires.is_number() || expires.get<double>() <= now)
        return invalid_client("The client_assertion token is expired.");
    if (expires.get<double>() > now + static_cast<double>(token_seconds + allowed_skew))
        return invalid_client("The client_assertion token lives longer than an hour.");
    const Json issued = claims->value("iat", Json());
    if (issued.is_number() && issued.get<double>() > now + static_cast<double>(allowed_skew))
        return invalid_client("The client_assertion token was issued in the future.");
    if (!first_use(org, "assertion", claims->value("jti", Json())))
        return invalid_client("'jti' of the client_assertion is missing or was used before.");
    return std::nullopt;
}

void refresh_nonce(Org& org) {
    constexpr std::chrono::minutes lifetime{10};
    OauthState& oauth = org.oauth;
    if (!oauth.nonce.empty() && org.now() < oauth.nonce_made_at + lifetime) return;
    oauth.previous_nonce = oauth.nonce;
    oauth.nonce = random_text(32);
    oauth.nonce_made_at = org.now();
}

Answer want_nonce(const Org& org) {
    Answer answer =
        oauth_error(400, "use_dpop_nonce", "The proof must carry the nonce given here.");
    answer.headers.emplace_back("dpop-nonce", org.oauth.nonce);
    return answer;
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

}  // namespace

Answer get_token(Org& org, const Call& call) {
    if (call.parameter("grant_type") != "client_credentials")
        return oauth_error(400, "unsupported_grant_type",
                           "Only client_credentials is served here.");
    const std::string assertion = call.parameter("client_assertion");
    if (assertion.empty()) return invalid_client("No client credentials found.");
    if (call.parameter("client_assertion_type") != assertion_type)
        return oauth_error(400, "invalid_request", "The client_assertion_type is invalid.");

    const Json unverified = jws_header(assertion);
    if (!unverified.is_object()) return invalid_client("The client_assertion is no JWT.");
    std::optional<Answer> refusal = invalid_client("The client is unknown.");
    const OauthClient* client = nullptr;
    for (const OauthClient& candidate : org.clients) {
        const std::string named = call.parameter("client_id");
        if (!named.empty() && named != candidate.id) continue;
        if (!signing_key(candidate, unverified)) continue;
        refusal = refuse_assertion(org, call, candidate, assertion);
        client = &candidate;
        break;
    }
    if (refusal) return *refusal;

    AccessToken token{
        client->id, {}, org.now() + std::chrono::seconds(token_seconds), "", client->has_role};
    if (!call.header("dpop").empty()) {
        const Proof proof = check_proof(org, call, "");
        if (!proof.problem.empty()) return oauth_error(400, "invalid_dpop_proof", proof.problem);
        refresh_nonce(org);
        if (proof.nonce.empty() ||
            (proof.nonce != org.oauth.nonce && proof.nonce != org.oauth.previous_nonce))
            return want_nonce(org);
        token.key_thumbprint = proof.thumbprint;
    } else if (client->dpop_required) {
        return oauth_error(400, "invalid_dpop_proof", "The DPoP proof JWT header is missing.");
    }

    token.scopes = words(call.parameter("scope"));
    if (token.scopes.empty()) return oauth_error(400, "invalid_scope", "No scopes were requested.");
    for (const std::string& scope : token.scopes)
        if (std::ranges::find(client->scopes, scope) == client->scopes.end())
            return oauth_error(400, "invalid_scope",
                               "One or more scopes are not granted to this client.");

    const std::string text = random_text(64);
    Answer answer = ok({{"token_type", token.key_thumbprint.empty() ? "Bearer" : "DPoP"},
                        {"expires_in", token_seconds},
                        {"access_token", text},
                        {"scope", call.parameter("scope")}});
    if (!token.key_thumbprint.empty()) answer.headers.emplace_back("dpop-nonce", org.oauth.nonce);
    org.oauth.tokens.emplace(text, std::move(token));
    return answer;
}

}  // namespace okta_factor::emulator
