// SPDX-License-Identifier: MIT
#include "daemon/login/terminal_text.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "common/utf8.h"

namespace okta_factor::login {
namespace {

constexpr char32_t not_a_character = 0xFFFD;

// U+00C0 to U+00FF without their accents; '?' where there is no single letter.
constexpr std::string_view latin1_letters =
    "AAAAAAACEEEEIIIIDNOOOOOxOUUUUY?saaaaaaaceeeeiiiidnooooo?ouuuuy?y";
static_assert(latin1_letters.size() == 64);

struct Neighbour {
    char32_t from;
    char to;
};
// The marks that phones put into their own names, and what they look like.
constexpr std::array neighbours{
    Neighbour{0x00A0, ' '},  Neighbour{0x2010, '-'}, Neighbour{0x2011, '-'},
    Neighbour{0x2013, '-'},  Neighbour{0x2014, '-'}, Neighbour{0x2018, '\''},
    Neighbour{0x2019, '\''}, Neighbour{0x201C, '"'}, Neighbour{0x201D, '"'},
    Neighbour{0x2022, '*'},  Neighbour{0x202F, ' '}, Neighbour{0x02BC, '\''},
};

char to_ascii(char32_t point) {
    if (point >= 0x20 && point < 0x7F) return static_cast<char>(point);
    if (point == '\t' || point == '\n' || point == '\r') return ' ';
    if (point >= 0xC0 && point <= 0xFF) return latin1_letters[point - 0xC0];
    for (const auto& neighbour : neighbours)
        if (neighbour.from == point) return neighbour.to;
    return '?';
}

// Takes one character off the front; a byte that is not UTF-8 counts as an unknown one.
char32_t next_point(std::string_view& text) {
    const auto [point, bytes] = first_character(text);
    text.remove_prefix(std::max<std::size_t>(bytes, 1));
    return bytes == 0 ? not_a_character : point;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::string fit_for_terminal(std::string_view utf8, std::size_t max_bytes) {
    constexpr std::string_view ellipsis = "...";
    std::string text;
    while (!utf8.empty() && text.size() <= max_bytes) {
        const char c = to_ascii(next_point(utf8));
        if (c == '?' && text.ends_with('?'))
            continue;  // a name in another script is one mark, not twenty
        text += c;
    }
    if (text.size() > max_bytes) {
        text.resize(max_bytes - ellipsis.size());
        text += ellipsis;
    }
    const auto first = text.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool is_printable_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string masked_email(std::string_view address) {
    const auto at = address.rfind('@');
    if (at == std::string_view::npos || at == 0) return fit_for_terminal(address, 64);
    const auto local = address.substr(0, at);
    if (local.find("...") != std::string_view::npos || local.find('*') != std::string_view::npos)
        return fit_for_terminal(address, 64);  // masked by Okta already
    std::string masked{local.front()};
    masked += "...";
    if (local.size() > 1) masked += local.back();
    masked += address.substr(at);
    return fit_for_terminal(masked, 64);
}

std::string masked_phone(std::string_view number) {
    constexpr std::size_t shown_digits = 4;
    if (number.find_first_of("Xx*") != std::string_view::npos)
        return fit_for_terminal(number, 32);  // masked by Okta already
    std::string digits;
    std::ranges::copy_if(number, std::back_inserter(digits), is_digit);
    if (digits.size() <= shown_digits) return fit_for_terminal(number, 32);
    const auto last = digits.substr(digits.size() - shown_digits);
    // Only +1 has one digit and a fixed length; elsewhere the number itself does not say where the
    // country code ends.
    if (number.starts_with('+') && digits.size() == 11 && digits.front() == '1')
        return "+1 XXX-XXX-" + last;
    return (number.starts_with('+') ? "+" : "") + std::string(digits.size() - shown_digits, 'X') +
           last;
}

}  // namespace okta_factor::login
