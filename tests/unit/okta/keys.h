// SPDX-License-Identifier: MIT
// Keys as an administrator makes them, and a look into what was signed with them.
#pragma once

#include <cjose/cjose.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace okta_factor::test {

using Pkey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

inline Pkey rsa_key(unsigned bits = 2048) {
    return {EVP_RSA_gen(bits), &EVP_PKEY_free};
}
inline Pkey ec_key(const char* curve = "P-256") {
    return {EVP_EC_gen(curve), &EVP_PKEY_free};
}

inline std::string pem(const Pkey& key, const char* passphrase = nullptr) {
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio{BIO_new(BIO_s_mem()), &BIO_free_all};
    const auto* cipher = passphrase != nullptr ? EVP_aes_128_cbc() : nullptr;
    PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), cipher, passphrase,
                                  passphrase != nullptr ? 4 : 0, nullptr, nullptr);
    char* text = nullptr;
    const auto length = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

inline std::string jwk(bool with_private_part, const std::string& kid = {}) {
    cjose_err error{};
    auto* key = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
    if (!kid.empty()) cjose_jwk_set_kid(key, kid.data(), kid.size(), &error);
    const std::unique_ptr<char, cjose_dealloc_fn_t> text{
        cjose_jwk_to_json(key, with_private_part, &error), cjose_get_dealloc()};
    cjose_jwk_release(key);
    return text.get();
}

/// A compact JWS taken apart.
struct Jws {
    nlohmann::json header, claims;
    bool is_valid = false;

    /// Checked with `key` (JWK), or without one with the key in its own header.
    explicit Jws(const std::string& compact, nlohmann::json key = {}) {
        cjose_err error{};
        auto* jws = cjose_jws_import(compact.data(), compact.size(), &error);
        if (jws == nullptr) throw std::invalid_argument("no JWS: " + compact);
        header = decode(compact.substr(0, compact.find('.')));
        if (key.is_null()) key = header.at("jwk");
        const auto text = key.dump();
        auto* verifier = cjose_jwk_import(text.data(), text.size(), &error);
        is_valid = verifier != nullptr && cjose_jws_verify(jws, verifier, &error);
        if (is_valid) {
            uint8_t* bytes = nullptr;
            std::size_t length = 0;
            cjose_jws_get_plaintext(jws, &bytes, &length, &error);
            claims = nlohmann::json::parse(bytes, bytes + length);
        }
        cjose_jwk_release(verifier);
        cjose_jws_release(jws);
    }

  private:
    static nlohmann::json decode(const std::string& part) {
        uint8_t* bytes = nullptr;
        std::size_t length = 0;
        cjose_err error{};
        cjose_base64url_decode(part.data(), part.size(), &bytes, &length, &error);
        auto parsed = nlohmann::json::parse(bytes, bytes + length);
        cjose_get_dealloc()(bytes);
        return parsed;
    }
};

}  // namespace okta_factor::test
