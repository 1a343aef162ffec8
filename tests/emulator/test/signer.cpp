// SPDX-License-Identifier: MIT
#include "tests/emulator/test/signer.h"

#include <cjose/cjose.h>

#include <cstdint>
#include <cstdlib>
#include <stdexcept>

namespace okta_factor::emulator {
namespace {

cjose_jwk_t* new_key(const std::string& algorithm) {
    cjose_err error{};
    constexpr std::uint8_t exponent[] = {1, 0, 1};
    return algorithm == "RS256"
               ? cjose_jwk_create_RSA_random(2048, exponent, sizeof exponent, &error)
               : cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
}

}  // namespace

Signer::Signer(std::string algorithm, std::string kid)
    : algorithm_(std::move(algorithm)),
      kid_(std::move(kid)),
      key_(new_key(algorithm_),
           [](void* key) { cjose_jwk_release(static_cast<cjose_jwk_t*>(key)); }) {
    if (!key_) throw std::runtime_error("no key");
}

Json Signer::public_jwk() const {
    cjose_err error{};
    const std::unique_ptr<char, decltype(&std::free)> text(
        cjose_jwk_to_json(static_cast<cjose_jwk_t*>(key_.get()), false, &error), &std::free);
    Json jwk = Json::parse(text.get());
    if (!kid_.empty()) jwk["kid"] = kid_;
    return jwk;
}

std::string Signer::sign(const Json& claims, const Json& headers) const {
    cjose_err error{};
    const std::unique_ptr<cjose_header_t, decltype(&cjose_header_release)> header(
        cjose_header_new(&error), &cjose_header_release);
    cjose_header_set(header.get(), CJOSE_HDR_ALG, algorithm_.c_str(), &error);
    if (!kid_.empty()) cjose_header_set(header.get(), CJOSE_HDR_KID, kid_.c_str(), &error);
    for (const auto& [name, value] : headers.items()) {
        if (value.is_string())
            cjose_header_set(header.get(), name.c_str(), value.get<std::string>().c_str(), &error);
        else
            cjose_header_set_raw(header.get(), name.c_str(), value.dump().c_str(), &error);
    }
    const std::string text = claims.dump();
    const std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)> jws(
        cjose_jws_sign(static_cast<cjose_jwk_t*>(key_.get()), header.get(),
                       reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), &error),
        &cjose_jws_release);
    const char* compact = nullptr;
    if (!jws || !cjose_jws_export(jws.get(), &compact, &error))
        throw std::runtime_error("unsigned");
    return compact;
}

}  // namespace okta_factor::emulator
