// SPDX-License-Identifier: MIT
// The configuration's words for the policy's values: one table each, read both ways.
#pragma once

#include <array>

#include "common/protocol.h"
#include "daemon/policy/policy.h"

namespace okta_factor::policy {

using protocol::Word;

inline constexpr std::array factor_words{
    Word{okta::FactorKind::push, "push"},         Word{okta::FactorKind::totp, "totp"},
    Word{okta::FactorKind::hotp, "hotp"},         Word{okta::FactorKind::token, "token"},
    Word{okta::FactorKind::hardware, "hardware"}, Word{okta::FactorKind::sms, "sms"},
    Word{okta::FactorKind::call, "call"},         Word{okta::FactorKind::email, "email"},
    Word{okta::FactorKind::question, "question"},
};
inline constexpr std::array number_matching_words{
    Word{NumberMatching::automatic, "auto"},
    Word{NumberMatching::require, "require"},
    Word{NumberMatching::off, "off"},
};
inline constexpr std::array push_prompt_words{
    Word{PushPrompt::automatic, "auto"},
    Word{PushPrompt::always, "always"},
    Word{PushPrompt::never, "never"},
};
inline constexpr std::array when_unreachable_words{
    Word{WhenUnreachable::deny, "deny"},
    Word{WhenUnreachable::allow, "allow"},
    Word{WhenUnreachable::recovery_code, "recovery-code"},
};
inline constexpr std::array action_words{
    Word{Action::require, "require"},
    Word{Action::skip, "skip"},
    Word{Action::deny, "deny"},
};

static_assert(protocol::has_every_word(factor_words) &&
              protocol::has_every_word(number_matching_words) &&
              protocol::has_every_word(push_prompt_words) &&
              protocol::has_every_word(when_unreachable_words) &&
              protocol::has_every_word(action_words));

constexpr std::string_view to_word(okta::FactorKind kind) {
    return protocol::word_in(factor_words, kind);
}
constexpr std::string_view to_word(NumberMatching value) {
    return protocol::word_in(number_matching_words, value);
}
constexpr std::string_view to_word(PushPrompt value) {
    return protocol::word_in(push_prompt_words, value);
}
constexpr std::string_view to_word(WhenUnreachable value) {
    return protocol::word_in(when_unreachable_words, value);
}
constexpr std::string_view to_word(Action value) {
    return protocol::word_in(action_words, value);
}

}  // namespace okta_factor::policy
