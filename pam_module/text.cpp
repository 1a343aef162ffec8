// SPDX-License-Identifier: MIT
#include "pam_module/text.h"

#include "common/utf8.h"

namespace okta_factor::pam {

bool is_name(std::string_view text) noexcept {
    return !text.empty() && text.size() <= longest_name && is_utf8(text) &&
           !has_control_character(text);
}

std::string_view shortened(std::string_view utf8, std::size_t limit) noexcept {
    if (utf8.size() <= limit) return utf8;
    const auto continues = [utf8](std::size_t at) {
        return (static_cast<unsigned char>(utf8[at]) & 0xC0U) == 0x80;
    };
    while (limit > 0 && continues(limit))
        --limit;
    return {utf8.data(), limit};
}

}  // namespace okta_factor::pam
