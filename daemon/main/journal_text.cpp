// SPDX-License-Identifier: MIT
#include "daemon/main/journal_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "common/utf8.h"

namespace okta_factor::daemon {
namespace {

bool is_bidi_control(char32_t point) {
    return point == 0x061C || point == 0x200E || point == 0x200F ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

std::string escaped(const char* pattern, unsigned value) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), pattern, value);
    return text.data();
}

}  // namespace

std::string fit_for_journal(std::string_view text, std::size_t max_bytes) {
    constexpr std::string_view ellipsis = "...";
    std::string field;
    std::size_t most_to_keep = 0;  // should it be too long
    while (!text.empty()) {
        const auto [point, bytes] = first_character(text);
        const auto taken = std::max<std::size_t>(bytes, 1);
        if (bytes == 0 || (bytes == 1 && is_control(point)))
            field += escaped("\\x%02x", static_cast<std::uint8_t>(text.front()));
        else if (is_control(point) || is_bidi_control(point))
            field += escaped("\\u{%04x}", static_cast<unsigned>(point));
        else
            field += text.substr(0, taken);
        if (field.size() > max_bytes) {
            field.resize(most_to_keep);
            return field.append(ellipsis);
        }
        if (field.size() <= max_bytes - ellipsis.size()) most_to_keep = field.size();
        text.remove_prefix(taken);
    }
    return field;
}

}  // namespace okta_factor::daemon
