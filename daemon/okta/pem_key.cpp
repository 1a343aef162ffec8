// SPDX-License-Identifier: MIT
#include "daemon/okta/pem_key.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace okta_factor::okta {
namespace {

struct Free {
    void operator()(BIO* bio) const noexcept { BIO_free_all(bio); }
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    void operator()(BIGNUM* number) const noexcept { BN_clear_free(number); }
};
using Pkey = std::unique_ptr<EVP_PKEY, Free>;

// One number of a key, big-endian; erased when it goes.
class Number {
  public:
    Number(const EVP_PKEY* key, const char* name, std::size_t width = 0) {
        BIGNUM* raw = nullptr;
        if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return;
        const std::unique_ptr<BIGNUM, Free> number{raw};
        const auto length = static_cast<std::size_t>(BN_num_bytes(raw));
        bytes_.resize(std::max(width, length));
        BN_bn2binpad(raw, bytes_.data(), static_cast<int>(bytes_.size()));
    }
    Number(const Number&) = delete;
    Number& operator=(const Number&) = delete;
    ~Number() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

    uint8_t* data() noexcept { return bytes_.empty() ? nullptr : bytes_.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }

  private:
    std::vector<uint8_t> bytes_;
};

cjose_jwk_t* import_rsa(const EVP_PKEY* key) {
    Number e{key, OSSL_PKEY_PARAM_RSA_E}, n{key, OSSL_PKEY_PARAM_RSA_N};
    Number d{key, OSSL_PKEY_PARAM_RSA_D};
    Number p{key, OSSL_PKEY_PARAM_RSA_FACTOR1}, q{key, OSSL_PKEY_PARAM_RSA_FACTOR2};
    Number dp{key, OSSL_PKEY_PARAM_RSA_EXPONENT1}, dq{key, OSSL_PKEY_PARAM_RSA_EXPONENT2};
    Number qi{key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1};
    const cjose_jwk_rsa_keyspec spec{.e = e.data(),
                                     .elen = e.size(),
                                     .n = n.data(),
                                     .nlen = n.size(),
                                     .d = d.data(),
                                     .dlen = d.size(),
                                     .p = p.data(),
                                     .plen = p.size(),
                                     .q = q.data(),
                                     .qlen = q.size(),
                                     .dp = dp.data(),
                                     .dplen = dp.size(),
                                     .dq = dq.data(),
                                     .dqlen = dq.size(),
                                     .qi = qi.data(),
                                     .qilen = qi.size()};
    cjose_err error{};
    return cjose_jwk_create_RSA_spec(&spec, &error);
}

cjose_jwk_t* import_p256(const EVP_PKEY* key) {
    constexpr std::size_t width = 32;
    Number d{key, OSSL_PKEY_PARAM_PRIV_KEY, width};
    Number x{key, OSSL_PKEY_PARAM_EC_PUB_X, width}, y{key, OSSL_PKEY_PARAM_EC_PUB_Y, width};
    const cjose_jwk_ec_keyspec spec{.crv = CJOSE_JWK_EC_P_256,
                                    .d = d.data(),
                                    .dlen = d.size(),
                                    .x = x.data(),
                                    .xlen = x.size(),
                                    .y = y.data(),
                                    .ylen = y.size()};
    cjose_err error{};
    return cjose_jwk_create_EC_spec(&spec, &error);
}

bool is_p256(const EVP_PKEY* key) {
    std::array<char, 64> group{};
    return EVP_PKEY_is_a(key, "EC") == 1 &&
           EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(),
                                          group.size(), nullptr) == 1 &&
           OBJ_txt2nid(group.data()) == NID_X9_62_prime256v1;
}

// OpenSSL would ask for a passphrase on the terminal.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) {
    return -1;
}

}  // namespace

tl::expected<cjose_jwk_t*, std::string> import_pem(const std::string& text) {
    const std::unique_ptr<BIO, Free> bio{
        BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    const Pkey key{PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr)};
    ERR_clear_error();
    if (key == nullptr)
        return tl::unexpected{std::string{"is not a private PEM key without a passphrase"}};
    cjose_jwk_t* imported = nullptr;
    if (EVP_PKEY_is_a(key.get(), "RSA") == 1) imported = import_rsa(key.get());
    if (is_p256(key.get())) imported = import_p256(key.get());
    if (imported == nullptr)
        return tl::unexpected{std::string{"is neither RSA of 2048 to 8192 bits nor EC P-256"}};
    return imported;
}

}  // namespace okta_factor::okta
