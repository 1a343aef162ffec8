// SPDX-License-Identifier: MIT
// The options of the line in /etc/pam.d.
#pragma once

#include <security/pam_modules.h>

#include "common/protocol.h"

namespace okta_factor::pam {

struct Options {
    const char* socket = protocol::default_socket;  // empty: this door is not used
    const char* bus = nullptr;  // D-Bus address; null: the system bus; empty: not used
    unsigned timeout = 75;      // seconds for a whole login, 1 to 600
    bool debug = false;
};

/// A mistake is logged and its option left at the default: no option can weaken the decision, and
/// a misspelt one must not lock people out.
[[nodiscard]] Options read_options(pam_handle_t* pamh, int argc, const char** argv) noexcept;

}  // namespace okta_factor::pam
