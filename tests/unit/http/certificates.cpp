// SPDX-License-Identifier: MIT
#include "tests/unit/http/certificates.h"

#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace okta_factor::test {
namespace {

void add_extension(X509* certificate, int nid, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    if (!extension) throw std::runtime_error("no such extension: " + value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Identity make(const char* name, long seconds_from_now) {
    static long serial = 1;
    Identity made;
    made.key.reset(EVP_EC_gen("P-256"));
    made.certificate.reset(X509_new());
    X509* certificate = made.certificate.get();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), seconds_from_now);
    X509_set_pubkey(certificate, made.key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    return made;
}

}  // namespace

std::string Identity::pin() const {
    unsigned char* der = nullptr;
    const int length = i2d_PUBKEY(key.get(), &der);
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(der, static_cast<std::size_t>(length), digest.data());
    OPENSSL_free(der);
    std::array<unsigned char, 64> base64{};
    EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
    return "sha256//" + std::string{reinterpret_cast<const char*>(base64.data())};
}

Authority::Authority() : self_(make("Test Authority", 3600)) {
    X509* certificate = self_.certificate.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(certificate, self_.key.get(), EVP_sha256());

    file_ = (std::filesystem::temp_directory_path() / "okta-factor-ca-XXXXXX").string();
    const int fd = mkstemp(file_.data());
    FILE* file = fd < 0 ? nullptr : fdopen(fd, "w");
    if (!file) throw std::runtime_error("cannot write " + file_);
    PEM_write_X509(file, certificate);
    std::fclose(file);
}

Authority::~Authority() {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

Identity Authority::issue(const std::string& names, long seconds_from_now) const {
    Identity made = make("server", seconds_from_now);
    X509* certificate = made.certificate.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(self_.certificate.get()));
    add_extension(certificate, NID_subject_alt_name, names);
    X509_sign(certificate, self_.key.get(), EVP_sha256());
    return made;
}

}  // namespace okta_factor::test
