// SPDX-License-Identifier: MIT
#include "daemon/okta/utf8.h"

#include <algorithm>
#include <cstddef>

namespace okta_factor::okta {
namespace {

// How many bytes follow a lead byte, and the range of the first of them (Unicode, table 3-7).
struct Form {
    unsigned char first, last;
    std::size_t following;
    unsigned char low, high;
};
constexpr Form forms[] = {
    {0x00, 0x7F, 0, 0x80, 0xBF}, {0xC2, 0xDF, 1, 0x80, 0xBF}, {0xE0, 0xE0, 2, 0xA0, 0xBF},
    {0xE1, 0xEC, 2, 0x80, 0xBF}, {0xED, 0xED, 2, 0x80, 0x9F}, {0xEE, 0xEF, 2, 0x80, 0xBF},
    {0xF0, 0xF0, 3, 0x90, 0xBF}, {0xF1, 0xF3, 3, 0x80, 0xBF}, {0xF4, 0xF4, 3, 0x80, 0x8F},
};

constexpr unsigned char byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

}  // namespace

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = byte_at(text, at++);
        const auto form = std::ranges::find_if(
            forms, [lead](const Form& f) { return f.first <= lead && lead <= f.last; });
        if (form == std::ranges::end(forms) || text.size() - at < form->following) return false;
        for (std::size_t i = 0; i < form->following; ++i, ++at) {
            const auto next = byte_at(text, at);
            if (next < (i == 0 ? form->low : 0x80) || next > (i == 0 ? form->high : 0xBF))
                return false;
        }
    }
    return true;
}

bool has_control_character(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = byte_at(text, at);
        if (byte < 0x20 || byte == 0x7F) return true;
        if (byte == 0xC2 && at + 1 < text.size() && byte_at(text, at + 1) < 0xA0) return true;
    }
    return false;
}

}  // namespace okta_factor::okta
