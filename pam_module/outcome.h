// SPDX-License-Identifier: MIT
// How a login ended, and what PAM is told.
#pragma once

#include "common/protocol.h"

namespace okta_factor::pam {

/// The daemon's verdicts, and the ways of getting none.
enum class Outcome {
    granted,
    skipped,
    denied,
    denied_final,
    unavailable,
    cancelled,
    conversation_failed,  // the host could not show or ask
    unexpected,           // the daemon's answer makes no sense
};

[[nodiscard]] Outcome outcome_of(protocol::Verdict verdict) noexcept;

/// The one table of PAM results. sudo retries most failures up to three times, which would send
/// three pushes; it does not retry PAM_ABORT.
[[nodiscard]] int pam_result(Outcome outcome, const char* service) noexcept;

}  // namespace okta_factor::pam
