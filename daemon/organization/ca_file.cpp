// SPDX-License-Identifier: MIT
#include "daemon/organization/ca_file.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "common/descriptor.h"
#include "daemon/policy/source_files.h"

namespace okta_factor::organization {
namespace {

constexpr std::size_t largest_file = 4 << 20;  // Debian's own bundle has 220 kB

std::string cannot_be_read(int error) {
    return "cannot be read: " + std::generic_category().message(error);
}

/// What is wrong, or empty.
std::string read_all(const std::string& path, std::string& text) {
    const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    struct stat status {};
    if (!file.is_open() || fstat(file.get(), &status) != 0) return cannot_be_read(errno);
    if (!S_ISREG(status.st_mode)) return "is no regular file";
    if (auto why = policy::why_others_decide(status)) return std::move(*why);
    text.resize(largest_file + 1);
    std::size_t size = 0;
    while (size < text.size()) {
        const auto got = read(file.get(), text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return cannot_be_read(errno);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > largest_file) return "is larger than 4 MiB";
    text.resize(size);
    return {};
}

/// libcurl opens it again for each connection: nobody may put another in its place. In a sticky
/// folder they cannot.
std::string why_replaceable(const std::filesystem::path& path) {
    std::error_code error;
    const auto resolved = std::filesystem::canonical(path, error);
    for (const auto& folder : {path.parent_path(), resolved.parent_path()}) {
        struct stat status {};
        if (folder.empty() || stat(folder.c_str(), &status) != 0) continue;
        if ((status.st_mode & S_ISVTX) != 0) status.st_mode &= ~mode_t{S_IWGRP | S_IWOTH};
        if (auto why = policy::why_others_decide(status))
            return "lies in " + folder.string() + ", which " + *why;
    }
    return {};
}

void free_all(STACK_OF(X509_INFO) * items) {
    sk_X509_INFO_pop_free(items, X509_INFO_free);
}

/// Read as libcurl's OpenSSL reads it: one part that is broken spoils the whole.
bool holds_a_certificate(const std::string& pem) {
    const std::unique_ptr<BIO, int (*)(BIO*)> source{
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
    // No passphrase is asked for, not even on a terminal.
    const auto no_passphrase = [](char*, int, int, void*) { return -1; };
    const std::unique_ptr<STACK_OF(X509_INFO), void (*)(STACK_OF(X509_INFO)*)> items{
        PEM_X509_INFO_read_bio(source.get(), nullptr, no_passphrase, nullptr), free_all};
    ERR_clear_error();
    if (!items) return false;
    for (int i = 0; i < sk_X509_INFO_num(items.get()); ++i)
        if (sk_X509_INFO_value(items.get(), i)->x509 != nullptr) return true;
    return false;
}

}  // namespace

std::optional<std::string> why_no_authorities(const std::string& path) {
    std::string text;
    auto why = read_all(path, text);
    if (why.empty()) why = why_replaceable(path);
    if (why.empty() && !holds_a_certificate(text))
        why = "holds no certificate; a PEM file with the authorities to trust was meant";
    if (why.empty()) return std::nullopt;
    return path + " " + why;
}

}  // namespace okta_factor::organization
