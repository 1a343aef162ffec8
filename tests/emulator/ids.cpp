// SPDX-License-Identifier: MIT
#include "tests/emulator/ids.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <ctime>
#include <stdexcept>

namespace okta_factor::emulator {
namespace {

std::string random_from(std::string_view alphabet, std::size_t length) {
    std::string text;
    text.reserve(length);
    for (std::size_t i = 0; i < length; ++i)
        text += alphabet[static_cast<std::size_t>(
            random_number(0, static_cast<int>(alphabet.size()) - 1))];
    return text;
}

std::string formatted(WallTime time, const char* format) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> buffer{};
    return {buffer.data(), std::strftime(buffer.data(), buffer.size(), format, &parts)};
}

}  // namespace

int random_number(int low, int high) {
    const auto span = static_cast<unsigned>(high - low) + 1U;
    const unsigned limit = ~0U - (~0U % span);  // above it the remainder would be skewed
    unsigned value = 0;
    do {
        if (RAND_bytes(reinterpret_cast<unsigned char*>(&value), sizeof value) != 1)
            throw std::runtime_error("no random bytes");
    } while (value >= limit);
    return low + static_cast<int>(value % span);
}

std::string random_text(std::size_t length) {
    return random_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
}

std::string random_digits(std::size_t length) {
    return random_from("0123456789", length);
}

std::string random_modhex(std::size_t length) {
    return random_from("cbdefghijklnrtuv", length);
}

std::string new_id(std::string_view prefix) {
    return std::string(prefix) + random_text(17);
}

std::string iso_time(WallTime time) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(time - whole).count();
    const std::string digits = std::to_string(rest);
    return formatted(time, "%Y-%m-%dT%H:%M:%S.") + std::string(3 - digits.size(), '0') + digits +
           "Z";
}

std::string http_date(WallTime time) {
    return formatted(time, "%a, %d %b %Y %H:%M:%S GMT");
}

std::int64_t epoch_seconds(WallTime time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::string base64url(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    text.erase(std::min(text.find('='), text.size()));
    return text;
}

std::string sha256(std::string_view bytes) {
    std::string digest(32, '\0');
    unsigned length = 0;
    EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &length,
               EVP_sha256(), nullptr);
    return digest;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](unsigned char a, unsigned char b) {
        return std::tolower(a) == std::tolower(b);
    });
}

}  // namespace okta_factor::emulator
