// SPDX-License-Identifier: MIT
// A certificate authority for one test, and server certificates of every kind of wrongness.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>

namespace okta_factor::test {

struct KeyDeleter {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
struct CertificateDeleter {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyDeleter>;
using Certificate = std::unique_ptr<X509, CertificateDeleter>;

struct Identity {
    Key key;
    Certificate certificate;
    [[nodiscard]] std::string pin() const;  // as CURLOPT_PINNEDPUBLICKEY takes it
};

class Authority {
  public:
    Authority();
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;
    ~Authority();

    /// `names` as in openssl.cnf: "IP:127.0.0.1,DNS:localhost". Valid from an hour ago for so long.
    [[nodiscard]] Identity issue(const std::string& names, long seconds_from_now = 3600) const;
    /// PEM; gone with this object.
    [[nodiscard]] const std::string& file() const noexcept { return file_; }

  private:
    Identity self_;
    std::string file_;
};

}  // namespace okta_factor::test
