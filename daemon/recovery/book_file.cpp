// SPDX-License-Identifier: MIT
#include "daemon/recovery/book_file.h"

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "common/json_bounds.h"

namespace okta_factor::recovery {
namespace {

using nlohmann::json;

constexpr char format[] = "okta-factor recovery codes";
constexpr int version = 1;
// The fullest book has a user to each code.
constexpr JsonBounds bounds{.max_depth = 8, .max_values = 10 * most_codes};

template <std::size_t N>
std::string hex(const std::array<std::uint8_t, N>& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes)
        (text += digits[byte >> 4U]) += digits[byte & 0xFU];
    return text;
}

std::optional<unsigned> digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    return std::nullopt;
}

template <std::size_t N>
bool read_hex(std::string_view text, std::array<std::uint8_t, N>& bytes) {
    if (text.size() != 2 * N) return false;
    for (std::size_t i = 0; i < N; ++i) {
        const auto high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
        if (!high || !low) return false;
        bytes[i] = static_cast<std::uint8_t>(*high << 4U | *low);
    }
    return true;
}

// "SALT:HASH" in hexadecimal.
std::optional<HashedCode> read_code(const json& value) {
    if (!value.is_string()) return std::nullopt;
    const std::string_view text{value.get_ref<const std::string&>()};
    const auto colon = text.find(':');
    HashedCode code;
    if (colon == std::string_view::npos || !read_hex(text.substr(0, colon), code.salt) ||
        !read_hex(text.substr(colon + 1), code.hash))
        return std::nullopt;
    return code;
}

bool has_members(const json& value, std::initializer_list<const char*> names) {
    if (!value.is_object() || value.size() != names.size()) return false;
    for (const auto* name : names)
        if (!value.contains(name)) return false;
    return true;
}

// What is wrong, or nothing.
const char* read_entry(const json& entry, Book& book) {
    if (!has_members(entry, {"user", "codes"}) || !entry["user"].is_string() ||
        !entry["codes"].is_array())
        return "an entry is none";
    const auto& user = entry["user"].get_ref<const std::string&>();
    const auto& codes = entry["codes"];
    if (user.empty() || user.size() > longest_user) return "a user's name is none";
    if (book.left(user) > 0) return "a user appears twice";
    if (codes.empty() || codes.size() > most_codes_of_user) return "a user has too many codes";
    for (const auto& value : codes) {
        const auto code = read_code(value);
        if (!code) return "a code is none";
        book.add(user, *code);
    }
    return nullptr;
}

tl::unexpected<std::string> refused(std::string why) {
    return tl::unexpected{std::move(why)};
}

}  // namespace

std::string write_book(const Book& book) {
    auto users = json::array();
    for (const auto& [user, codes] : book.users()) {
        auto texts = json::array();
        for (const auto& code : codes)
            texts.push_back(hex(code.salt) + ':' + hex(code.hash));
        users.push_back({{"user", user}, {"codes", std::move(texts)}});
    }
    const json document{{"format", format}, {"version", version}, {"users", std::move(users)}};
    return document.dump(1) + '\n';
}

tl::expected<Book, std::string> read_book(std::string_view text) {
    if (!is_within(bounds, text)) return refused("it is damaged: too deep or too large");
    const auto document = json::parse(text, nullptr, false);
    if (document.is_discarded()) return refused("it is damaged: no JSON");
    if (!document.is_object() || document.value("format", json{}) != format)
        return refused("it holds something else than recovery codes");
    if (document.value("version", json{}) != version)
        return refused("another version of this program wrote it");
    if (!has_members(document, {"format", "version", "users"}) || !document["users"].is_array())
        return refused("it is damaged: the users are missing");
    Book book;
    for (const auto& entry : document["users"])
        if (const char* wrong = read_entry(entry, book))
            return refused(std::string{"it is damaged: "} + wrong);
    if (book.size() > most_codes) return refused("it holds too many codes");
    return book;
}

}  // namespace okta_factor::recovery
