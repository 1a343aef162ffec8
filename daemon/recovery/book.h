// SPDX-License-Identifier: MIT
// The codes that are still good, by Linux user, hashed. Pure: no disk, no clock. What is used is no
// longer in it.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/recovery/code.h"

namespace okta_factor::recovery {

/// SHA-256 of salt, code and user: good for that user alone. 80 random bits need no slow hash.
struct HashedCode {
    std::array<std::uint8_t, 16> salt{};
    std::array<std::uint8_t, 32> hash{};

    auto operator<=>(const HashedCode&) const = default;
};

/// With a salt of its own from the kernel. Throws std::runtime_error if libcrypto fails.
HashedCode hashed(const Code& code, std::string_view user);
bool matches(const HashedCode& kept, const Code& code, std::string_view user);

inline constexpr std::size_t most_codes_of_user = 100;
inline constexpr std::size_t most_codes = 20'000;
inline constexpr std::size_t longest_user = 256;  // bytes

class Book {
  public:
    using Users = std::map<std::string, std::vector<HashedCode>, std::less<>>;

    void add(const std::string& user, const HashedCode& code);
    /// The code that was typed, if it is one of theirs; from now on it is used.
    std::optional<HashedCode> take(std::string_view user, const Code& code);
    /// All codes of a user.
    std::vector<HashedCode> take_all(std::string_view user);
    /// False if it was not there.
    bool remove(std::string_view user, const HashedCode& code);

    [[nodiscard]] std::size_t left(std::string_view user) const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] const Users& users() const noexcept { return users_; }  // none without a code

    bool operator==(const Book&) const = default;

  private:
    Users users_;
};

}  // namespace okta_factor::recovery
