// SPDX-License-Identifier: MIT
// What each kind of factor is in a dialogue: how its codes look, how it is called. One table.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/secret.h"
#include "daemon/okta/types.h"

namespace okta_factor::login {

/// How the person proves themselves with a kind of factor.
enum class Way {
    push,       // approves on the phone
    code,       // types a code they have
    delivered,  // types a code that is sent to them
    question    // answers a question
};

/// Which characters a code is made of, once spaces and hyphens are gone.
enum class Alphabet { digits, modhex, printable };

struct FactorTraits {
    okta::FactorKind kind;
    std::string_view word;  // in the configuration and in the audit record
    Way way;
    Alphabet alphabet;
    std::size_t shortest;  // characters of a code
    std::size_t longest;
    std::chrono::seconds
        resend_after;  // delivered: how soon Okta sends again (API reference, rate limits)
};

std::span<const FactorTraits> all_factor_traits();
/// For what is no kind, a row of its own with which nothing can be proven.
const FactorTraits& traits(okta::FactorKind kind);

/// "Push to Okta Verify on Gibson": the line in the menu.
std::string menu_line(const okta::Factor& factor);

/// What a code of this factor comes from: "Okta Verify", "the text message".
std::string code_source(const okta::Factor& factor);

/// "A text message is on its way to +1 XXX-XXX-1337."
std::string on_its_way(const okta::Factor& factor);

/// The phone's name, fit for a terminal; "your phone" where Okta knows none.
std::string phone_name(const okta::Factor& factor);

/// The code as Okta wants it, or nothing if it cannot be one of this factor: spaces and hyphens are
/// taken out, a YubiKey's capitals lowered. Nothing that fails here is sent: five wrong codes lock
/// the account.
std::optional<Secret> well_formed_code(okta::FactorKind kind, std::string_view typed);

/// An answer may be anything printable that is not empty; U+FFFD stands for bytes that were no
/// UTF-8.
bool well_formed_answer(std::string_view typed);

/// What may be asked: the usable factors whose kind is allowed, in the order of `preference`,
/// Okta's order within a kind.
std::vector<okta::Factor> in_preference_order(const std::vector<okta::Factor>& usable,
                                              const std::vector<okta::FactorKind>& preference);

}  // namespace okta_factor::login
