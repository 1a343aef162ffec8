// SPDX-License-Identifier: MIT
#include "tests/emulator/jwt.h"

#include <cjose/cjose.h>
#include <jansson.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdint>
#include <memory>
#include <stdexcept>

#include "tests/emulator/ids.h"
#include "tests/emulator/release.h"

namespace okta_factor::emulator {
namespace {

using Bio = std::unique_ptr<BIO, Release<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BN_free>>;
using Jws = std::unique_ptr<cjose_jws_t, Release<cjose_jws_release>>;
using Jwk = std::unique_ptr<cjose_jwk_t, Release<cjose_jwk_release>>;

std::string number_of(const EVP_PKEY* key, const char* name, int width = 0) {
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &raw) != 1)
        throw std::runtime_error("unusable public key");
    const Number number(raw);
    std::string bytes(static_cast<std::size_t>(std::max(width, BN_num_bytes(raw))), '\0');
    BN_bn2binpad(raw, reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(bytes.size()));
    return base64url(bytes);
}

}  // namespace

Json jwk_from_pem(const std::string& pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
    if (!key) throw std::runtime_error("public_key_pem is no PEM public key");
    if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA)
        return {{"kty", "RSA"},
                {"n", number_of(key.get(), OSSL_PKEY_PARAM_RSA_N)},
                {"e", number_of(key.get(), OSSL_PKEY_PARAM_RSA_E)}};
    if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_EC && EVP_PKEY_get_bits(key.get()) == 256)
        return {{"kty", "EC"},
                {"crv", "P-256"},
                {"x", number_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32)},
                {"y", number_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
    throw std::runtime_error("public_key_pem must be RSA or EC P-256");
}

std::string jwk_thumbprint(const Json& jwk) {
    Json required = Json::object();  // keys in order, no white space: just what dump() gives
    for (const char* name : {"crv", "e", "kty", "n", "x", "y"})
        if (jwk.contains(name)) required[name] = jwk[name];
    return base64url(sha256(required.dump()));
}

Json jws_header(const std::string& compact) {
    cjose_err error{};
    const Jws jws(cjose_jws_import(compact.data(), compact.size(), &error));
    if (!jws) return nullptr;
    const std::unique_ptr<char, Release<free>> text(
        json_dumps(reinterpret_cast<json_t*>(cjose_jws_get_protected(jws.get())), 0));
    return text ? Json::parse(text.get(), nullptr, false) : Json();
}

std::optional<Json> verified_claims(const std::string& compact, const Json& jwk) {
    const Json header = jws_header(compact);
    if (!header.is_object()) return std::nullopt;
    const Json algorithm = header.value("alg", Json());
    if (algorithm != "RS256" && algorithm != "ES256") return std::nullopt;

    cjose_err error{};
    const std::string key_text = jwk.dump();
    const Jwk key(cjose_jwk_import(key_text.data(), key_text.size(), &error));
    const Jws jws(cjose_jws_import(compact.data(), compact.size(), &error));
    if (!key || !jws || !cjose_jws_verify(jws.get(), key.get(), &error)) return std::nullopt;

    std::uint8_t* bytes = nullptr;
    std::size_t length = 0;
    if (!cjose_jws_get_plaintext(jws.get(), &bytes, &length, &error)) return std::nullopt;
    Json claims = Json::parse(bytes, bytes + length, nullptr, false);
    if (!claims.is_object()) return std::nullopt;
    return claims;
}

}  // namespace okta_factor::emulator
