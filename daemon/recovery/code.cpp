// SPDX-License-Identifier: MIT
#include "daemon/recovery/code.h"

#include <sys/random.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace okta_factor::recovery {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr unsigned bits_of_letter = 5;
constexpr std::size_t letters_of_code = bytes_of_code * 8 / bits_of_letter;
constexpr std::size_t letters_of_group = 4;
static_assert(alphabet.size() == 1U << bits_of_letter);

std::optional<unsigned> value_of(char letter) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    if (letter == 'O') letter = '0';
    if (letter == 'I' || letter == 'L') letter = '1';
    const auto found = alphabet.find(letter);
    if (letter == '\0' || found == std::string_view::npos) return std::nullopt;
    return static_cast<unsigned>(found);
}

}  // namespace

Code::~Code() {
    explicit_bzero(bytes_.data(), bytes_.size());
}

Code new_code() {
    Code::Bytes bytes{};
    // So few bytes come whole or not at all, getrandom(2).
    while (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
    const Code code{bytes};
    explicit_bzero(bytes.data(), bytes.size());
    return code;
}

Secret to_text(const Code& code) {
    std::string text;
    text.reserve(letters_of_code + letters_of_code / letters_of_group);
    for (std::size_t letter = 0; letter < letters_of_code; ++letter) {
        if (letter > 0 && letter % letters_of_group == 0) text += '-';
        unsigned value = 0;
        for (std::size_t bit = letter * bits_of_letter; bit < (letter + 1) * bits_of_letter; ++bit)
            value = value << 1U | (code.bytes()[bit / 8] >> (7 - bit % 8) & 1U);
        text += alphabet[value];
    }
    Secret secret{std::string_view{text}};
    erase(text);
    return secret;
}

std::optional<Code> read_code(std::string_view typed) {
    Code::Bytes bytes{};
    std::size_t letters = 0;
    for (const char letter : typed) {
        if (letter == '-' || letter == ' ') continue;
        const auto value = value_of(letter);
        if (!value || letters == letters_of_code) return std::nullopt;
        for (unsigned i = 0; i < bits_of_letter; ++i) {
            const auto bit = letters * bits_of_letter + i;
            const auto one = *value >> (bits_of_letter - 1 - i) & 1U;
            bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] | one << (7 - bit % 8));
        }
        ++letters;
    }
    if (letters != letters_of_code) return std::nullopt;
    const Code code{bytes};
    explicit_bzero(bytes.data(), bytes.size());
    return code;
}

}  // namespace okta_factor::recovery
