// SPDX-License-Identifier: MIT
#include "pam_module/withheld.h"

#include <cstddef>

#include "common/utf8.h"

namespace okta_factor::pam {
namespace {

using protocol::Abandonment;

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// A choice in a menu, or too little to tell anybody anything.
bool is_on_offer(std::string_view reply) noexcept {
    if (reply.empty() || first_character(reply).bytes == reply.size()) return true;
    return is_digit(reply[0]) && (reply.size() == 1 || (reply.size() == 2 && is_digit(reply[1])));
}

/// The time it takes tells nothing of the password but its length, which strlen() tells as well.
bool is_password(std::string_view reply, std::string_view password) noexcept {
    if (password.empty() || reply.size() != password.size()) return false;
    unsigned difference = 0;
    for (std::size_t at = 0; at < reply.size(); ++at)
        difference |= static_cast<unsigned char>(reply[at] ^ password[at]);
    return difference == 0;
}

std::string_view without_domain(std::string_view name) noexcept {
    if (const auto end = name.find('@'); end != std::string_view::npos) name = name.substr(0, end);
    if (const auto at = name.rfind('\\'); at != std::string_view::npos) name.remove_prefix(at + 1);
    return name;
}

bool equal_but_for_case(std::string_view one, std::string_view other) noexcept {
    if (one.empty() || one.size() != other.size()) return false;
    for (std::size_t at = 0; at < one.size(); ++at)
        if (lower(one[at]) != lower(other[at])) return false;
    return true;
}

/// As they are, or once their domains are gone.
bool is_name_of(std::string_view reply, std::string_view name) noexcept {
    return equal_but_for_case(reply, name) ||
           equal_but_for_case(without_domain(reply), without_domain(name));
}

}  // namespace

std::optional<Abandonment> withheld(std::string_view reply, protocol::MessageKind prompt,
                                    const Held& held) noexcept {
    if (is_on_offer(reply)) return std::nullopt;
    if (is_password(reply, held.password)) return Abandonment::password;
    if (prompt == protocol::MessageKind::prompt)
        for (const auto name : held.names)
            if (is_name_of(reply, name)) return Abandonment::name;
    return std::nullopt;
}

}  // namespace okta_factor::pam
