// SPDX-License-Identifier: MIT
// UTF-8 (RFC 3629), one character at a time. In a header, for the PAM module links none of our
// libraries.
#pragma once

#include <cstddef>
#include <string_view>

namespace okta_factor {

struct Character {
    char32_t point = 0;
    std::size_t bytes = 0;  // 0: the text does not begin with UTF-8
};

/// No overlong form, no surrogate, nothing above U+10FFFF. `text` is not empty.
constexpr Character first_character(std::string_view text) noexcept {
    struct Form {
        unsigned mask, lead;
        std::size_t length;
        char32_t least;  // that needs so many bytes
    };
    constexpr Form forms[] = {{0x80, 0x00, 1, 0},
                              {0xE0, 0xC0, 2, 0x80},
                              {0xF0, 0xE0, 3, 0x800},
                              {0xF8, 0xF0, 4, 0x10000}};
    const auto byte = [text](std::size_t at) -> unsigned {
        return static_cast<unsigned char>(text[at]);
    };
    for (const auto& form : forms) {
        if ((byte(0) & form.mask) != form.lead) continue;
        if (text.size() < form.length) return {};
        char32_t point = byte(0) & ~form.mask;
        for (std::size_t at = 1; at < form.length; ++at) {
            if ((byte(at) & 0xC0U) != 0x80) return {};
            point = (point << 6U) | (byte(at) & 0x3FU);
        }
        const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
        if (point < form.least || point > 0x10FFFF || is_surrogate) return {};
        return {point, form.length};
    }
    return {};
}

constexpr bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto bytes = first_character(text).bytes;
        if (bytes == 0) return false;
        text.remove_prefix(bytes);
    }
    return true;
}

/// C0, DEL or C1 (U+0080 to U+009F).
constexpr bool is_control(char32_t point) noexcept {
    return point < 0x20 || (point >= 0x7F && point < 0xA0);
}

/// `text` must be UTF-8.
constexpr bool has_control_character(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto [point, bytes] = first_character(text);
        if (bytes == 0 || is_control(point)) return true;
        text.remove_prefix(bytes);
    }
    return false;
}

}  // namespace okta_factor
