// SPDX-License-Identifier: MIT
// What the person reads while a push waits. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/okta/types.h"
#include "daemon/policy/policy.h"

namespace okta_factor::login {

/// Hosts that write info to the terminal at once. sshd before 10.3 holds it back until the next
/// prompt.
bool shows_info_at_once(std::string_view service);

/// Whether the push waits in a prompt that Enter leaves. A number goes where it is surely seen:
/// under sshd that is a prompt, whatever the policy prefers.
bool push_needs_prompt(policy::PushPrompt preference, std::string_view service, bool has_number);

/// What else may be typed at the prompt.
enum class PushAlternative { none, code, menu };

/// "In Okta Verify on Gibson, tap 42, then press Enter (or type a code): "
std::string push_prompt_text(const okta::Factor& factor, std::optional<int> number,
                             PushAlternative alternative);
/// "In Okta Verify on Gibson, tap 42."
std::string push_info_text(const okta::Factor& factor, std::optional<int> number);

}  // namespace okta_factor::login
