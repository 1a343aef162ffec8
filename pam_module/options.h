// SPDX-License-Identifier: MIT
// The options of the line in /etc/pam.d.
#pragma once

#include <security/pam_modules.h>

#include "common/protocol.h"

namespace okta_factor::pam {

/// Beyond the longest `timeout` of the configuration, 10 minutes, with time for a last word.
inline constexpr unsigned longest_timeout = 900;

struct Options {
    const char* socket = protocol::default_socket;  // empty: this door is not used
    const char* bus = nullptr;  // D-Bus address; null: the system bus; empty: not used
    unsigned timeout = 75;      // seconds for a whole login, 1 to longest_timeout
    bool debug = false;
};

enum class OptionMistake { none, unknown, bad_timeout };

/// Takes one word of the line, or says why it stays without effect.
[[nodiscard]] OptionMistake read_option(const char* word, Options& options) noexcept;

/// A mistake is logged and its option left at the default: no option can weaken the decision, and
/// a misspelt one must not lock people out.
[[nodiscard]] Options read_options(pam_handle_t* pamh, int argc, const char** argv) noexcept;

}  // namespace okta_factor::pam
