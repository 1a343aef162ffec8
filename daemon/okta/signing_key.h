// SPDX-License-Identifier: MIT
// A private key and what it signs (JWS, RFC 7515), over cjose. RSA signs RS256, P-256 signs ES256.
#pragma once

#include <cjose/cjose.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "common/secret.h"

namespace okta_factor::okta {

class SigningKey {
  public:
    /// A private key in PEM without a passphrase, or a private JWK. RSA of at least 2048 bits or
    /// EC P-256; the error says in words what is wrong.
    static tl::expected<SigningKey, std::string> parse(const Secret& text);

    /// A fresh P-256 key; throws std::runtime_error if there is no randomness.
    static SigningKey generate();

    [[nodiscard]] const std::string& algorithm() const noexcept { return algorithm_; }
    [[nodiscard]] std::string id() const;  // `kid` of a JWK, else empty
    [[nodiscard]] nlohmann::json public_jwk() const;

    /// The compact JWS over `claims`; `header` needs no alg. Throws std::runtime_error.
    [[nodiscard]] std::string sign(nlohmann::json header, const nlohmann::json& claims) const;

  private:
    struct Release {
        void operator()(cjose_jwk_t* key) const noexcept { cjose_jwk_release(key); }
    };
    using Handle = std::unique_ptr<cjose_jwk_t, Release>;

    explicit SigningKey(Handle key, std::string algorithm)
        : key_(std::move(key)), algorithm_(std::move(algorithm)) {}
    static tl::expected<SigningKey, std::string> checked(Handle key);

    Handle key_;
    std::string algorithm_;
};

/// Unpadded base64url (RFC 7515, 2).
std::string base64url(std::string_view bytes);

/// 32 bytes.
std::string sha256(std::string_view bytes);

/// 128 random bits as base64url, for what must be unique. Throws std::runtime_error.
std::string random_id();

}  // namespace okta_factor::okta
