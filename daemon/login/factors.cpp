// SPDX-License-Identifier: MIT
#include "daemon/login/factors.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "common/enumeration.h"
#include "common/protocol.h"
#include "common/secret.h"
#include "daemon/login/terminal_text.h"

namespace okta_factor::login {
namespace {

using okta::FactorKind;
using std::chrono::seconds;

constexpr std::size_t longest_name = 48;

// Okta Verify, Google Authenticator and VIP show six digits; a custom TOTP profile up to ten; a
// delivered code has five (calls) to six. RSA passcodes carry a PIN. A YubiKey types 44 modhex
// letters, its public id may be shorter.
constexpr std::array table{
    FactorTraits{FactorKind::push, "push", Way::push, Alphabet::digits, 0, 0, seconds{0}},
    FactorTraits{FactorKind::totp, "totp", Way::code, Alphabet::digits, 6, 6, seconds{0}},
    FactorTraits{FactorKind::hotp, "hotp", Way::code, Alphabet::digits, 6, 10, seconds{0}},
    FactorTraits{FactorKind::token, "token", Way::code, Alphabet::printable, 4, 64, seconds{0}},
    FactorTraits{FactorKind::hardware, "hardware", Way::code, Alphabet::modhex, 32, 48, seconds{0}},
    FactorTraits{FactorKind::sms, "sms", Way::delivered, Alphabet::digits, 4, 10, seconds{30}},
    FactorTraits{FactorKind::call, "call", Way::delivered, Alphabet::digits, 4, 10, seconds{30}},
    FactorTraits{FactorKind::email, "email", Way::delivered, Alphabet::digits, 4, 10, seconds{5}},
    FactorTraits{FactorKind::question, "question", Way::question, Alphabet::printable, 1,
                 protocol::max_reply_bytes, seconds{0}},
};
static_assert(covers_every(table, &FactorTraits::kind));

// For what is no kind at all: nothing that anybody types is a code of it.
constexpr FactorTraits no_kind{FactorKind{}, "unknown", Way::code, Alphabet::digits, 1, 0,
                               seconds{0}};

bool in_alphabet(Alphabet alphabet, char c) {
    constexpr std::string_view modhex = "cbdefghijklnrtuv";
    switch (alphabet) {
        case Alphabet::digits:
            return c >= '0' && c <= '9';
        case Alphabet::modhex:
            return modhex.find(c) != std::string_view::npos;
        case Alphabet::printable:
            return c > 0x20 && c < 0x7F;
    }
    return false;
}

std::string token_name(const okta::Factor& factor) {
    if (factor.provider == "RSA") return "your RSA SecurID token";
    if (factor.provider == "SYMANTEC") return "Symantec VIP";
    const auto vendor = fit_for_terminal(factor.vendor, longest_name);
    return vendor.empty() ? "your token" : "your " + vendor + " token";
}

}  // namespace

std::span<const FactorTraits> all_factor_traits() {
    return table;
}

const FactorTraits& traits(FactorKind kind) {
    const auto* row = std::ranges::find(table, kind, &FactorTraits::kind);
    return row == table.end() ? no_kind : *row;
}

std::string phone_name(const okta::Factor& factor) {
    auto name = fit_for_terminal(factor.name, longest_name);
    return name.empty() || name == "?" ? "your phone" : name;
}

std::string code_source(const okta::Factor& factor) {
    switch (factor.kind) {
        case FactorKind::push:
            return "Okta Verify";
        case FactorKind::totp:
            return factor.provider == "GOOGLE" ? "Google Authenticator" : "Okta Verify";
        case FactorKind::hotp: {
            const auto vendor = fit_for_terminal(factor.vendor, longest_name);
            return vendor.empty() || vendor == "CUSTOM" ? "your token"
                                                        : "your " + vendor + " token";
        }
        case FactorKind::token:
            return token_name(factor);
        case FactorKind::hardware:
            return "your YubiKey";
        case FactorKind::sms:
            return "the text message";
        case FactorKind::call:
            return "the call";
        case FactorKind::email:
            return "the email";
        case FactorKind::question:
            return "your security question";
    }
    return {};
}

namespace {

std::string address_of(const okta::Factor& factor) {
    const bool is_email = factor.kind == FactorKind::email;
    if (factor.address.empty()) return is_email ? "your address" : "your phone";
    return is_email ? masked_email(factor.address) : masked_phone(factor.address);
}

std::string_view delivery_word(FactorKind kind) {
    switch (kind) {
        case FactorKind::sms:
            return "Text message";
        case FactorKind::call:
            return "Call";
        case FactorKind::email:
            return "Email";
        case FactorKind::push:
        case FactorKind::totp:
        case FactorKind::hotp:
        case FactorKind::token:
        case FactorKind::hardware:
        case FactorKind::question:
            break;  // nothing is sent
    }
    return {};
}

}  // namespace

std::string menu_line(const okta::Factor& factor) {
    switch (traits(factor.kind).way) {
        case Way::push:
            return "Push to Okta Verify on " + phone_name(factor);
        case Way::code:
            return "Code from " + code_source(factor);
        case Way::question:
            return "Security question";
        case Way::delivered:
            return std::string{delivery_word(factor.kind)} + " to " + address_of(factor);
    }
    return {};
}

std::string on_its_way(const okta::Factor& factor) {
    switch (factor.kind) {
        case FactorKind::sms:
            return "A text message is on its way to " + address_of(factor) + ".";
        case FactorKind::call:
            return "Okta is calling " + address_of(factor) + ".";
        case FactorKind::email:
            return "An email is on its way to " + address_of(factor) + ".";
        case FactorKind::push:
        case FactorKind::totp:
        case FactorKind::hotp:
        case FactorKind::token:
        case FactorKind::hardware:
        case FactorKind::question:
            break;  // nothing is sent
    }
    return {};
}

std::optional<Secret> well_formed_code(FactorKind kind, std::string_view typed) {
    const auto& factor = traits(kind);
    std::string code;
    code.reserve(typed.size());  // growing would leave parts of it behind
    for (const char c : typed) {
        if (factor.alphabet != Alphabet::printable && (c == ' ' || c == '-')) continue;
        code += factor.alphabet == Alphabet::modhex && c >= 'A' && c <= 'Z'
                    ? static_cast<char>(c - 'A' + 'a')
                    : c;
    }
    const bool fits =
        code.size() >= factor.shortest && code.size() <= factor.longest &&
        std::ranges::all_of(code, [&](char c) { return in_alphabet(factor.alphabet, c); });
    std::optional<Secret> result;
    if (fits && factor.way != Way::push) result.emplace(std::string_view{code});
    erase(code);
    return result;
}

bool well_formed_answer(std::string_view typed) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    };
    return typed.find_first_not_of(' ') != std::string_view::npos &&
           typed.size() <= protocol::max_reply_bytes &&
           typed.find(replacement) == std::string_view::npos &&
           std::ranges::none_of(typed, is_control);
}

std::vector<okta::Factor> in_preference_order(const std::vector<okta::Factor>& usable,
                                              const std::vector<FactorKind>& preference) {
    std::vector<okta::Factor> ordered;
    for (const auto kind : preference)
        std::ranges::copy_if(usable, std::back_inserter(ordered),
                             [kind](const okta::Factor& factor) { return factor.kind == kind; });
    return ordered;
}

}  // namespace okta_factor::login
