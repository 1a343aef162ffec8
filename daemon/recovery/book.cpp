// SPDX-License-Identifier: MIT
#include "daemon/recovery/book.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

namespace okta_factor::recovery {
namespace {

struct ContextDeleter {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

// Salt and code have a fixed length, so no two inputs read the same.
HashedCode hashed_with(const std::array<std::uint8_t, 16>& salt, const Code& code,
                       std::string_view user) {
    HashedCode made{salt, {}};
    const std::unique_ptr<EVP_MD_CTX, ContextDeleter> context{EVP_MD_CTX_new()};
    const bool fine =
        context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1 &&
        EVP_DigestUpdate(context.get(), salt.data(), salt.size()) == 1 &&
        EVP_DigestUpdate(context.get(), code.bytes().data(), code.bytes().size()) == 1 &&
        EVP_DigestUpdate(context.get(), user.data(), user.size()) == 1 &&
        EVP_DigestFinal_ex(context.get(), made.hash.data(), nullptr) == 1;
    if (!fine) throw std::runtime_error("libcrypto cannot hash");
    return made;
}

}  // namespace

HashedCode hashed(const Code& code, std::string_view user) {
    std::array<std::uint8_t, 16> salt{};
    if (RAND_bytes(salt.data(), static_cast<int>(salt.size())) != 1)
        throw std::runtime_error("libcrypto has no random bytes");
    return hashed_with(salt, code, user);
}

bool matches(const HashedCode& kept, const Code& code, std::string_view user) {
    const auto typed = hashed_with(kept.salt, code, user);
    return CRYPTO_memcmp(typed.hash.data(), kept.hash.data(), kept.hash.size()) == 0;
}

void Book::add(const std::string& user, const HashedCode& code) {
    users_[user].push_back(code);
}

std::optional<HashedCode> Book::take(std::string_view user, const Code& code) {
    const auto entry = users_.find(user);
    if (entry == users_.end()) return std::nullopt;
    const auto is_it = [&](const HashedCode& kept) { return matches(kept, code, user); };
    const auto found = std::ranges::find_if(entry->second, is_it);
    if (found == entry->second.end()) return std::nullopt;
    const HashedCode taken = *found;
    remove(user, taken);
    return taken;
}

std::vector<HashedCode> Book::take_all(std::string_view user) {
    const auto entry = users_.find(user);
    if (entry == users_.end()) return {};
    auto all = std::move(entry->second);
    users_.erase(entry);
    return all;
}

bool Book::remove(std::string_view user, const HashedCode& code) {
    const auto entry = users_.find(user);
    if (entry == users_.end()) return false;
    const bool removed = std::erase(entry->second, code) > 0;
    if (entry->second.empty()) users_.erase(entry);
    return removed;
}

std::size_t Book::left(std::string_view user) const {
    const auto entry = users_.find(user);
    return entry == users_.end() ? 0 : entry->second.size();
}

std::size_t Book::size() const {
    std::size_t count = 0;
    for (const auto& [user, codes] : users_)
        count += codes.size();
    return count;
}

}  // namespace okta_factor::recovery
