// SPDX-License-Identifier: MIT
// Signed tokens (RFC 7515, 7517, 7638), checked with cjose.
#pragma once

#include <optional>
#include <string>

#include "tests/emulator/answer.h"

namespace okta_factor::emulator {

/// A PEM public key (RSA, or EC P-256) as a JWK without kid; throws std::runtime_error.
Json jwk_from_pem(const std::string& pem);

/// RFC 7638, over SHA-256, in base64url.
std::string jwk_thumbprint(const Json& jwk);

/// The protected header of a compact JWS, unverified; null if it is none.
Json jws_header(const std::string& compact);

/// The claims if the signature fits that key, by RS256 or ES256; nothing otherwise.
std::optional<Json> verified_claims(const std::string& compact, const Json& jwk);

}  // namespace okta_factor::emulator
