// SPDX-License-Identifier: MIT
#include "daemon/policy/ssh_keys.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace okta_factor::policy {
namespace {

constexpr std::size_t longest_base64 = 1 << 16;

/// A certificate carries its key's own fields after a nonce: how many, and the plain key's type.
struct CertificateType {
    std::string_view name;
    std::string_view plain;
    unsigned fields;
};
constexpr std::array<CertificateType, 8> certificate_types{{
    {"ssh-rsa-cert-v01@openssh.com", "ssh-rsa", 2},
    {"ssh-dss-cert-v01@openssh.com", "ssh-dss", 4},
    {"ssh-ed25519-cert-v01@openssh.com", "ssh-ed25519", 1},
    {"ecdsa-sha2-nistp256-cert-v01@openssh.com", "ecdsa-sha2-nistp256", 2},
    {"ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp384", 2},
    {"ecdsa-sha2-nistp521-cert-v01@openssh.com", "ecdsa-sha2-nistp521", 2},
    {"sk-ssh-ed25519-cert-v01@openssh.com", "sk-ssh-ed25519@openssh.com", 2},
    {"sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", 3},
}};
constexpr std::string_view certificate_suffix = "-cert-v01@openssh.com";

/// The fields of a key blob, front to back.
class Blob {
  public:
    explicit Blob(std::string_view bytes) : rest_{bytes} {}

    std::optional<std::uint32_t> number() {
        if (rest_.size() < 4) return std::nullopt;
        std::uint32_t value = 0;
        for (const char byte : rest_.substr(0, 4))
            value = value << 8U | static_cast<std::uint8_t>(byte);
        rest_.remove_prefix(4);
        return value;
    }
    std::optional<std::string_view> text() {
        const auto size = number();
        if (!size || *size > rest_.size()) return std::nullopt;
        const auto field = rest_.substr(0, *size);
        rest_.remove_prefix(*size);
        return field;
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

  private:
    std::string_view rest_;
};

void append_field(std::string& blob, std::string_view field) {
    for (unsigned shift = 32; shift > 0; shift -= 8)
        blob += static_cast<char>(field.size() >> (shift - 8));
    blob += field;
}

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0 || text.size() > longest_base64) return std::nullopt;
    const auto padding = static_cast<std::size_t>(text.ends_with("==") ? 2 : text.ends_with('='));
    std::string blob(text.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(blob.data()), bytes(text),
                                     static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    blob.resize(static_cast<std::size_t>(size) - padding);
    return blob;
}

std::optional<std::string> fingerprint_of(std::string_view blob) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(blob.data(), blob.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        return std::nullopt;
    std::array<unsigned char, 4 * EVP_MAX_MD_SIZE / 3 + 4> base64{};
    const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
    std::string text{"SHA256:"};
    text.append(reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length));
    text.erase(text.find_last_not_of('=') + 1);
    return text;
}

/// The key that signed: a plain one, of whatever type.
std::optional<std::string> fingerprint_of_ca(std::string_view blob) {
    const auto type = Blob{blob}.text();
    if (!type || type->empty() || type->ends_with(certificate_suffix)) return std::nullopt;
    return fingerprint_of(blob);
}

/// sshd has checked the signature, the principals and the dates.
std::optional<AcceptedKey> read_certificate(const CertificateType& type, Blob fields) {
    constexpr std::uint32_t of_a_user = 1;  // SSH2_CERT_TYPE_USER
    std::string plain;
    append_field(plain, type.plain);
    if (!fields.text()) return std::nullopt;  // nonce
    for (unsigned i = 0; i < type.fields; ++i) {
        const auto field = fields.text();
        if (!field) return std::nullopt;
        append_field(plain, *field);
    }
    const bool serial = fields.number() && fields.number();
    if (!serial || fields.number() != of_a_user) return std::nullopt;
    const auto id = fields.text();
    const bool principals = fields.text().has_value();
    const bool dates =
        fields.number() && fields.number() && fields.number() && fields.number();  // 64 bits each
    const bool options = fields.text() && fields.text() && fields.text();  // the last is reserved
    const auto ca = fields.text();
    const bool signature = fields.text().has_value();
    if (!id || !principals || !dates || !options || !ca || !signature || !fields.at_end())
        return std::nullopt;
    const auto fingerprint = fingerprint_of(plain);
    auto signer = fingerprint_of_ca(*ca);
    if (!fingerprint || !signer) return std::nullopt;
    return AcceptedKey{*fingerprint, std::string{*id}, std::move(*signer)};
}

std::optional<AcceptedKey> read_key(std::string_view type, std::string_view base64) {
    const auto blob = from_base64(base64);
    if (!blob) return std::nullopt;
    Blob fields{*blob};
    if (fields.text() != type) return std::nullopt;
    const auto certificate =
        std::find_if(certificate_types.begin(), certificate_types.end(),
                     [&](const CertificateType& known) { return known.name == type; });
    if (certificate != certificate_types.end()) return read_certificate(*certificate, fields);
    if (type.ends_with(certificate_suffix)) return std::nullopt;
    const auto fingerprint = fingerprint_of(*blob);
    if (!fingerprint) return std::nullopt;
    return AcceptedKey{*fingerprint, {}, {}};
}

/// The text up to a separator, which is taken away with it.
std::string_view take(std::string_view& rest, char separator) {
    const auto end = rest.find(separator);
    const auto part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return part;
}

}  // namespace

tl::expected<std::vector<AcceptedKey>, UnreadableKey> accepted_keys(std::string_view auth_info) {
    std::vector<AcceptedKey> keys;
    while (!auth_info.empty()) {
        auto line = take(auth_info, '\n');
        if (take(line, ' ') != "publickey") continue;
        const auto type = take(line, ' ');
        auto key = read_key(type, take(line, ' '));
        if (!key) return tl::unexpected(UnreadableKey{});
        keys.push_back(std::move(*key));
    }
    return keys;
}

}  // namespace okta_factor::policy
