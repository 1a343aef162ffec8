// SPDX-License-Identifier: MIT
#include "daemon/okta/signing_key.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "daemon/okta/json_document.h"
#include "daemon/okta/pem_key.h"

namespace okta_factor::okta {
namespace {

using nlohmann::json;

[[noreturn]] void fail(const char* what, const cjose_err& error) {
    throw std::runtime_error{std::string{what} + ": " +
                             (error.message != nullptr ? error.message : "unknown error")};
}

struct HeaderRelease {
    void operator()(cjose_header_t* header) const noexcept { cjose_header_release(header); }
};
struct JwsRelease {
    void operator()(cjose_jws_t* jws) const noexcept { cjose_jws_release(jws); }
};

// cjose has one call for text and another for objects.
bool set(cjose_header_t* header, const std::string& name, const json& value, cjose_err& error) {
    return value.is_string()
               ? cjose_header_set(header, name.c_str(), value.get<std::string>().c_str(), &error)
               : cjose_header_set_raw(header, name.c_str(), value.dump().c_str(), &error);
}

bool has_private_part(const Secret& jwk) {
    const JsonDocument document{jwk.reveal()};
    const auto& exponent = member(document.root(), "d");  // no copy, which would not be erased
    return exponent.is_string() && !exponent.get_ref<const std::string&>().empty();
}

}  // namespace

tl::expected<SigningKey, std::string> SigningKey::parse(const Secret& text) {
    if (text.reveal().find("-----BEGIN") != std::string::npos) {
        auto key = import_pem(text.reveal());
        if (!key) return tl::unexpected{std::move(key.error())};
        return checked(Handle{*key});
    }
    cjose_err error{};
    Handle key{cjose_jwk_import(text.reveal().data(), text.size(), &error)};
    if (key == nullptr) return tl::unexpected{std::string{"is neither a PEM key nor a JWK"}};
    if (!has_private_part(text)) return tl::unexpected{std::string{"is a public key only"}};
    return checked(std::move(key));
}

tl::expected<SigningKey, std::string> SigningKey::checked(Handle key) {
    constexpr std::size_t least_rsa_bits = 2048;
    constexpr std::size_t most_rsa_bits = 8192;  // signing with more would hold up every login
    cjose_err error{};
    const auto type = cjose_jwk_get_kty(key.get(), &error);
    const auto bits = cjose_jwk_get_keysize(key.get(), &error);
    if (type == CJOSE_JWK_KTY_RSA && bits >= least_rsa_bits && bits <= most_rsa_bits)
        return SigningKey{std::move(key), "RS256"};
    if (type == CJOSE_JWK_KTY_EC && cjose_jwk_EC_get_curve(key.get(), &error) == CJOSE_JWK_EC_P_256)
        return SigningKey{std::move(key), "ES256"};
    return tl::unexpected{std::string{"is neither RSA of 2048 to 8192 bits nor EC P-256"}};
}

SigningKey SigningKey::generate() {
    cjose_err error{};
    Handle key{cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error)};
    if (key == nullptr) fail("cannot make a key", error);
    return SigningKey{std::move(key), "ES256"};
}

std::string SigningKey::id() const {
    cjose_err error{};
    const char* id = cjose_jwk_get_kid(key_.get(), &error);
    return id != nullptr ? id : "";
}

json SigningKey::public_jwk() const {
    cjose_err error{};
    const std::unique_ptr<char, cjose_dealloc_fn_t> text{
        cjose_jwk_to_json(key_.get(), false, &error), cjose_get_dealloc()};
    if (text == nullptr) fail("cannot write the public key", error);
    return json::parse(text.get());
}

std::string SigningKey::sign(json header, const json& claims) const {
    header["alg"] = algorithm_;
    cjose_err error{};
    const std::unique_ptr<cjose_header_t, HeaderRelease> protected_header{cjose_header_new(&error)};
    if (protected_header == nullptr) fail("cannot sign", error);
    for (const auto& [name, value] : header.items())
        if (!set(protected_header.get(), name, value, error)) fail("cannot sign", error);

    const auto payload = claims.dump();
    const std::unique_ptr<cjose_jws_t, JwsRelease> jws{
        cjose_jws_sign(key_.get(), protected_header.get(),
                       reinterpret_cast<const uint8_t*>(payload.data()), payload.size(), &error)};
    const char* compact = nullptr;
    if (jws == nullptr || !cjose_jws_export(jws.get(), &compact, &error))
        fail("cannot sign", error);
    return compact;
}

std::string base64url(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // EVP ends it with a zero byte
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    while (text.ends_with('='))
        text.pop_back();
    for (char& c : text)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text;
}

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error{"cannot compute SHA-256"};
    return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string random_id() {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error{"there is no randomness"};
    return base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace okta_factor::okta
