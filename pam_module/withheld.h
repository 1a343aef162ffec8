// SPDX-License-Identifier: MIT
// Replies that never leave the module. Hosts that hold a name and a password and have nobody to ask
// (xrdp, dovecot, cups, sudo -A) answer every prompt with one of them. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "common/protocol.h"

namespace okta_factor::pam {

/// What the host may replay. An empty view: it is not known.
struct Held {
    std::string_view password;  // PAM_AUTHTOK
    std::string_view names[3];  // PAM_USER, the person's account, the account entered
};

/// Why this reply is not passed on, if it is not: it is the password, or at a visible prompt a
/// name. Names are compared without regard to the case of ASCII letters, each with and without a
/// domain (what follows @, what precedes \). Never an empty reply, a single character or one or two
/// digits: these are what prompts offer, and some account may have such a name or password.
[[nodiscard]] std::optional<protocol::Abandonment> withheld(std::string_view reply,
                                                            protocol::MessageKind prompt,
                                                            const Held& held) noexcept;

}  // namespace okta_factor::pam
