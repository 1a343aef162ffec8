// SPDX-License-Identifier: MIT
#include "daemon/login/menu.h"

#include <algorithm>
#include <charconv>

#include "daemon/login/factors.h"
#include "daemon/login/terminal_text.h"

namespace okta_factor::login {
namespace {

constexpr std::size_t longest_login_shown = 80;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::size_t> line_number(std::string_view typed, std::size_t lines) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
    // Four digits are a code that somebody mistyped, not a line.
    if (error != std::errc{} || end != typed.data() + typed.size() || typed.size() > 3)
        return std::nullopt;
    return number >= 1 && number <= lines ? std::optional{number - 1} : std::nullopt;
}

}  // namespace

std::string menu_text(const std::string& okta_login, const std::vector<okta::Factor>& factors) {
    std::string text =
        "Okta verification for " + fit_for_terminal(okta_login, longest_login_shown) + "\n";
    const std::size_t width = factors.size() > 9 ? 3 : 2;
    for (std::size_t i = 0; i < factors.size(); ++i) {
        const auto number = std::to_string(i + 1);
        text += "\n" + std::string(width > number.size() ? width + 1 - number.size() : 1, ' ') +
                number + "  " + menu_line(factors[i]);
    }
    return text + "\n";
}

std::string menu_prompt(const std::vector<okta::Factor>& factors) {
    const auto range =
        factors.size() == 1 ? std::string{"1"} : "1-" + std::to_string(factors.size());
    return "Choose " + range + (has_code_factor(factors) ? ", or type a code: " : ": ");
}

bool has_code_factor(const std::vector<okta::Factor>& factors) {
    return std::ranges::any_of(
        factors, [](const okta::Factor& factor) { return traits(factor.kind).way == Way::code; });
}

std::optional<TypedCode> code_for_first_factor(std::string_view typed,
                                               const std::vector<okta::Factor>& factors) {
    for (std::size_t i = 0; i < factors.size(); ++i) {
        if (traits(factors[i].kind).way != Way::code) continue;
        if (auto code = well_formed_code(factors[i].kind, trimmed(typed)))
            return TypedCode{i, std::move(*code)};
    }
    return std::nullopt;
}

MenuChoice read_choice(std::string_view typed, const std::vector<okta::Factor>& factors) {
    if (const auto index = line_number(trimmed(typed), factors.size())) return Chosen{*index};
    if (auto code = code_for_first_factor(typed, factors)) return std::move(*code);
    return NotUnderstood{};
}

}  // namespace okta_factor::login
