// SPDX-License-Identifier: MIT
#include "tests/emulator/otp.h"

#include <liboath/oath.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace okta_factor::emulator {
namespace {

std::string code_at(const Factor& factor, std::uint64_t moving_factor) {
    std::array<char, 16> code{};
    const int result =
        oath_hotp_generate(factor.secret.data(), factor.secret.size(), moving_factor, factor.digits,
                           false, OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
    if (result != OATH_OK) throw std::runtime_error(oath_strerror(result));
    return code.data();
}

std::int64_t step_at(const Factor& factor, WallTime now) {
    return epoch_seconds(now) / static_cast<std::int64_t>(factor.time_step);
}

bool time_based(const Factor& factor) {
    return factor.type != "token:hotp";
}

}  // namespace

std::string decode_base32(const std::string& text) {
    char* bytes = nullptr;
    std::size_t length = 0;
    const int result = oath_base32_decode(text.data(), text.size(), &bytes, &length);
    const std::unique_ptr<char, decltype(&std::free)> owner(bytes, &std::free);
    if (result != OATH_OK) throw std::invalid_argument("secret is not base32");
    return {bytes, length};
}

CodeCheck check_totp(Factor& factor, const std::string& code, WallTime now) {
    const std::int64_t present = step_at(factor, now);
    constexpr std::int64_t accepted = 1;
    constexpr std::int64_t recognised = 4;
    for (std::int64_t distance = 0; distance <= recognised; ++distance) {
        for (const std::int64_t step : {present - distance, present + distance}) {
            if (code_at(factor, static_cast<std::uint64_t>(step)) != code) continue;
            if (distance > accepted) return CodeCheck::outside_window;
            if (step <= factor.last_time_step) return CodeCheck::replayed;
            factor.last_time_step = step;
            return CodeCheck::right;
        }
    }
    return CodeCheck::wrong;
}

std::string current_totp(const Factor& factor, WallTime now) {
    // The code of the current step may be used up; the next one is accepted early.
    const std::int64_t step = std::max(step_at(factor, now), factor.last_time_step + 1);
    return code_at(factor, static_cast<std::uint64_t>(step));
}

CodeCheck check_hotp(Factor& factor, const std::string& code) {
    constexpr std::uint64_t look_ahead = 10;
    for (std::uint64_t ahead = 0; ahead <= look_ahead; ++ahead) {
        if (code_at(factor, factor.counter + ahead) != code) continue;
        factor.counter += ahead + 1;
        return CodeCheck::right;
    }
    if (factor.counter > 0 && code_at(factor, factor.counter - 1) == code)
        return CodeCheck::replayed;
    return CodeCheck::wrong;
}

std::string current_hotp(const Factor& factor) {
    return code_at(factor, factor.counter);
}

CodeCheck check_listed(Factor& factor, const std::string& code) {
    const auto found = std::ranges::find(factor.codes, code);
    if (found == factor.codes.end())
        return std::ranges::find(factor.used_codes, code) == factor.used_codes.end()
                   ? CodeCheck::wrong
                   : CodeCheck::replayed;
    if (!factor.reusable_codes) {
        factor.used_codes.push_back(code);
        factor.codes.erase(found);
    }
    return CodeCheck::right;
}

std::string current_code(Factor& factor, WallTime now) {
    if (!factor.sent_code.empty()) return now < factor.sent_code_expires_at ? factor.sent_code : "";
    if (!factor.answer.empty()) return factor.answer;
    if (!factor.secret.empty())
        return time_based(factor) ? current_totp(factor, now) : current_hotp(factor);
    if (factor.type != "token" && factor.type != "token:hardware") return "";
    if (factor.wants_next_code) return factor.next_code;
    if (factor.codes.empty())
        factor.codes.push_back(factor.type == "token" ? random_digits(8)
                                                      : "cccccc" + random_modhex(38));
    return factor.codes.front();
}

}  // namespace okta_factor::emulator
