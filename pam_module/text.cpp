// SPDX-License-Identifier: MIT
#include "pam_module/text.h"

namespace okta_factor::pam {
namespace {

constexpr char32_t not_a_character = 0xFFFFFFFF;

/// Lead bytes by length: how to know them, and the least value that needs so many bytes.
struct Form {
    unsigned char mask, lead;
    std::size_t length;
    char32_t least;
};
constexpr Form forms[] = {
    {0x80, 0x00, 1, 0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}};

bool is_continuation(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// Takes the first character off `text`, which is not empty.
char32_t take(std::string_view& text) noexcept {
    const auto first = static_cast<unsigned char>(text[0]);
    for (const auto& form : forms) {
        if ((first & form.mask) != form.lead) continue;
        if (text.size() < form.length) return not_a_character;
        auto value = static_cast<char32_t>(first & static_cast<unsigned char>(~form.mask));
        for (std::size_t i = 1; i < form.length; ++i) {
            if (!is_continuation(text[i])) return not_a_character;
            value = (value << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
        }
        const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
        if (value < form.least || value > 0x10FFFF || surrogate) return not_a_character;
        text.remove_prefix(form.length);
        return value;
    }
    return not_a_character;
}

bool is_control(char32_t character) noexcept {
    return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty())
        if (take(text) == not_a_character) return false;
    return true;
}

bool is_name(std::string_view text) noexcept {
    if (text.empty() || text.size() > longest_name) return false;
    while (!text.empty()) {
        const auto character = take(text);
        if (character == not_a_character || is_control(character)) return false;
    }
    return true;
}

std::string_view shortened(std::string_view utf8, std::size_t limit) noexcept {
    if (utf8.size() <= limit) return utf8;
    while (limit > 0 && is_continuation(utf8[limit]))
        --limit;
    return {utf8.data(), limit};
}

}  // namespace okta_factor::pam
