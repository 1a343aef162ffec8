// SPDX-License-Identifier: MIT
#include "tests/emulator/authorization.h"

#include <algorithm>
#include <cstdint>

#include "tests/emulator/jwt.h"

namespace okta_factor::emulator {
namespace {

constexpr std::int64_t proof_seconds = 300;

Answer denied(std::string_view code, const std::string& challenge) {
    Answer answer = okta_error(code);
    if (!challenge.empty()) answer.headers.emplace_back("WWW-Authenticate", challenge);
    return answer;
}

std::string challenge(const std::string& scheme, const std::string& error,
                      const std::string& description) {
    return scheme + (scheme == "DPoP" ? " algs=\"RS256 ES256\"," : "") + " error=\"" + error +
           "\", error_description=\"" + description + "\"";
}

std::optional<Answer> refuse_api_token(const Org& org, const std::string& token) {
    const auto found = std::ranges::find(org.api_tokens, token, &ApiToken::token);
    if (found == org.api_tokens.end()) return okta_error("E0000011");
    if (!found->has_role) return okta_error("E0000006");
    return std::nullopt;
}

std::optional<Answer> refuse_access_token(Org& org, const Call& call, const std::string& scheme,
                                          const std::string& token, Access access) {
    const auto found = org.oauth.tokens.find(token);
    if (found == org.oauth.tokens.end() || org.now() >= found->second.expires_at)
        return denied("E0000011",
                      challenge(scheme, "invalid_token", "The access token is invalid."));
    const AccessToken& known = found->second;
    if ((scheme == "DPoP") != !known.key_thumbprint.empty())
        return denied("E0000011", challenge(scheme, "invalid_token", "The token type is wrong."));
    if (scheme == "DPoP") {
        const Proof proof = check_proof(org, call, token);
        if (!proof.problem.empty())
            return denied("E0000011", challenge(scheme, "invalid_dpop_proof", proof.problem));
        if (proof.thumbprint != known.key_thumbprint)
            return denied("E0000011", challenge(scheme, "invalid_dpop_proof",
                                                "The proof was signed with another key."));
    }
    const std::string wanted = access == Access::read ? "okta.users.read" : "okta.users.manage";
    const bool in_scope =
        std::ranges::find(known.scopes, wanted) != known.scopes.end() ||
        (access == Access::read &&
         std::ranges::find(known.scopes, "okta.users.manage") != known.scopes.end());
    if (!in_scope || access == Access::token_only)
        return denied("E0000006", challenge(scheme, "insufficient_scope", "A scope is missing."));
    if (!known.has_role) return okta_error("E0000006");
    return std::nullopt;
}

}  // namespace

bool first_use(Org& org, const std::string& kind, const Json& identifier) {
    if (!identifier.is_string() || identifier.get<std::string>().empty()) return false;
    return org.oauth.used_ids.insert(kind + ":" + identifier.get<std::string>()).second;
}

Proof check_proof(Org& org, const Call& call, const std::string& access_token) {
    Proof proof;
    const std::string compact = call.header("dpop");
    const Json header = jws_header(compact);
    if (compact.empty() || !header.is_object()) return {"The DPoP proof JWT is missing.", "", ""};
    const Json jwk = header.value("jwk", Json());
    if (header.value("typ", Json()) != "dpop+jwt") return {"'typ' must be dpop+jwt.", "", ""};
    if (!jwk.is_object() || jwk.contains("d")) return {"'jwk' must be a public key.", "", ""};
    const auto claims = verified_claims(compact, jwk);
    if (!claims) return {"The signature does not fit the key.", "", ""};

    const auto is = [&](const char* name, const std::string& wanted) {
        return claims->value(name, Json()) == wanted;
    };
    const Json issued = claims->value("iat", Json());
    if (!is("htm", call.method)) return {"'htm' is not the method.", "", ""};
    if (!is("htu", call.base() + call.path)) return {"'htu' is not the URL without query.", "", ""};
    if (!issued.is_number() ||
        std::abs(issued.get<double>() - static_cast<double>(epoch_seconds(org.now()))) >
            static_cast<double>(proof_seconds))
        return {"'iat' is too far from now.", "", ""};
    if (!access_token.empty() && !is("ath", base64url(sha256(access_token))))
        return {"'ath' is not the access token's hash.", "", ""};
    if (!first_use(org, "proof", claims->value("jti", Json())))
        return {"'jti' is missing or was used before.", "", ""};
    proof.thumbprint = jwk_thumbprint(jwk);
    const Json nonce = claims->value("nonce", Json());
    if (nonce.is_string()) proof.nonce = nonce.get<std::string>();
    return proof;
}

std::optional<Answer> refuse_access(Org& org, const Call& call, Access access) {
    if (access == Access::open) return std::nullopt;
    const std::string authorization = call.header("authorization");
    const std::size_t space = authorization.find(' ');
    if (space == std::string::npos) return okta_error("E0000005");
    const std::string scheme = authorization.substr(0, space);
    const std::string token = authorization.substr(space + 1);
    if (equal_ignoring_case(scheme, "SSWS")) return refuse_api_token(org, token);
    if (equal_ignoring_case(scheme, "Bearer") || equal_ignoring_case(scheme, "DPoP"))
        return refuse_access_token(
            org, call, equal_ignoring_case(scheme, "DPoP") ? "DPoP" : "Bearer", token, access);
    return okta_error("E0000011");
}

}  // namespace okta_factor::emulator
