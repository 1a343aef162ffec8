// SPDX-License-Identifier: MIT
// The menu: what it shows, and what is meant by what the person types at it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/secret.h"
#include "daemon/okta/types.h"

namespace okta_factor::login {

/// The person wants this one (index into the menu's factors).
struct Chosen {
    std::size_t index;
};
/// They typed a code: it goes to this one factor, and to no other.
struct TypedCode {
    std::size_t index;
    Secret code;
};
struct NotUnderstood {};
using MenuChoice = std::variant<Chosen, TypedCode, NotUnderstood>;

/// The lines above the prompt, in one piece: "Okta verification for alice@acme.com", a numbered
/// line per factor.
std::string menu_text(const std::string& okta_login, const std::vector<okta::Factor>& factors);

/// "Choose 1-5, or type a code: "
std::string menu_prompt(const std::vector<okta::Factor>& factors);

MenuChoice read_choice(std::string_view typed, const std::vector<okta::Factor>& factors);

/// The first factor whose codes look like this one, in the order given, with the code made fit to
/// send.
std::optional<TypedCode> code_for_first_factor(std::string_view typed,
                                               const std::vector<okta::Factor>& factors);

/// Whether there is a factor whose codes the person has at hand.
bool has_code_factor(const std::vector<okta::Factor>& factors);

}  // namespace okta_factor::login
