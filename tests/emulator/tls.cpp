// SPDX-License-Identifier: MIT
#include "tests/emulator/tls.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>

#include "tests/emulator/release.h"
#include "tests/emulator/socket.h"

namespace okta_factor::emulator {
namespace {

using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;
using File = std::unique_ptr<FILE, Release<fclose>>;

[[noreturn]] void fail(const std::string& what) {
    std::array<char, 256> reason{};
    ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
    throw std::runtime_error(what + ": " + reason.data());
}

File create(const std::string& path, mode_t mode) {
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) throw std::runtime_error(path + ": " + std::strerror(errno));
    return File(fdopen(fd, "w"));
}

void save(const std::string& path, const EVP_PKEY* key) {
    const File file = create(path, 0600);
    if (PEM_write_PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        fail(path);
}

void save(const std::string& path, const X509* certificate) {
    const File file = create(path, 0644);
    if (PEM_write_X509(file.get(), certificate) != 1) fail(path);
}

Key load_key(const std::string& path) {
    const File file(fopen(path.c_str(), "re"));
    Key key(file ? PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr) : nullptr);
    if (!key) fail(path);
    return key;
}

Certificate load_certificate(const std::string& path) {
    const File file(fopen(path.c_str(), "re"));
    Certificate certificate(file ? PEM_read_X509(file.get(), nullptr, nullptr, nullptr) : nullptr);
    if (!certificate) fail(path);
    return certificate;
}

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1)
        fail("extension " + value);
}

Certificate certificate_for(EVP_PKEY* key, const std::string& name, const X509* issuer) {
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    std::uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1U);
    constexpr long day = 24L * 3600;
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 800 * day);
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), issuer ? X509_get_subject_name(issuer) : subject);
    X509_set_pubkey(certificate.get(), key);
    return certificate;
}

void make_ca(const TlsFiles& files, const std::string& key_path) {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate ca = certificate_for(key.get(), "Emulated Okta org CA", nullptr);
    extend(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
    if (X509_sign(ca.get(), key.get(), EVP_sha256()) == 0) fail("signing the CA");
    save(key_path, key.get());
    save(files.ca, ca.get());
}

std::string alternative_names(const std::vector<std::string>& names) {
    std::string all = "DNS:localhost,IP:127.0.0.1,IP:::1";
    for (const std::string& name : names) {
        in6_addr address{};
        const bool numeric = inet_pton(AF_INET, name.c_str(), &address) == 1 ||
                             inet_pton(AF_INET6, name.c_str(), &address) == 1;
        all += (numeric ? ",IP:" : ",DNS:") + name;
    }
    return all;
}

void make_server(const TlsFiles& files, const std::string& ca_key_path,
                 const std::vector<std::string>& names) {
    const Key ca_key = load_key(ca_key_path);
    const Certificate ca = load_certificate(files.ca);
    const Key key(EVP_EC_gen("P-256"));
    const Certificate server = certificate_for(key.get(), "okta-emulator", ca.get());
    extend(server.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(server.get(), ca.get(), NID_key_usage, "critical,digitalSignature");
    extend(server.get(), ca.get(), NID_ext_key_usage, "serverAuth");
    extend(server.get(), ca.get(), NID_subject_alt_name, alternative_names(names));
    extend(server.get(), ca.get(), NID_authority_key_identifier, "keyid");
    if (X509_sign(server.get(), ca_key.get(), EVP_sha256()) == 0) fail("signing the certificate");
    save(files.key, key.get());
    save(files.certificate, server.get());
}

int choose_http1(SSL*, const unsigned char** chosen, unsigned char* length,
                 const unsigned char* offered, unsigned offered_length, void*) {
    static constexpr std::string_view ours = "\x08http/1.1";
    unsigned char* place = nullptr;
    if (SSL_select_next_proto(&place, length, reinterpret_cast<const unsigned char*>(ours.data()),
                              static_cast<unsigned>(ours.size()), offered,
                              offered_length) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *chosen = place;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

TlsFiles prepare_tls(const std::string& folder, const std::vector<std::string>& names) {
    namespace fs = std::filesystem;
    fs::create_directories(folder);
    TlsFiles files{fs::absolute(folder) / "ca.pem", fs::absolute(folder) / "server.pem",
                   fs::absolute(folder) / "server-key.pem"};
    const std::string ca_key = fs::absolute(folder) / "ca-key.pem";
    if (!fs::exists(files.ca)) make_ca(files, ca_key);
    if (!fs::exists(files.certificate) || !names.empty()) make_server(files, ca_key, names);
    return files;
}

TlsContext server_context(const TlsFiles& files) {
    TlsContext context(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_alpn_select_cb(context.get(), choose_http1, nullptr);
    if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1)
        fail(files.certificate);
    return context;
}

}  // namespace okta_factor::emulator
