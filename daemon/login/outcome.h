// SPDX-License-Identifier: MIT
// How a login can end: one table, reason → audit word, verdict, sentence for the person.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/protocol.h"
#include "daemon/okta/types.h"

namespace okta_factor::login {

enum class Reason {
    push_approved,
    code_accepted,
    answer_accepted,
    remembered,
    unreachable_allowed,
    recovery_code_accepted,
    policy_skip,
    policy_deny,
    policy_unknown,
    push_rejected,
    push_expired,
    push_without_number,
    timed_out,
    too_many_tries,
    wrong_codes_limited,
    recovery_codes_limited,
    pushes_limited,
    pushes_paused,
    messages_limited,
    logins_limited,
    machine_busy,
    okta_limited,
    account_locked,
    no_factor,
    only_browser_factors,
    no_allowed_factor,
    name_refused,
    user_unknown,
    user_not_active,
    user_denied,
    password_expired,
    unreachable,
    unwell,
    unintelligible,
    misconfigured,
    tls_failure,
    proxy_refused,
    machine_failed,
    recovery_code_not_kept,
    internal_error,
    no_configuration,
    password_withheld,
    name_withheld,
    answer_out_of_turn,
    cancelled,
    terminal_gone,
    caller_gone,
};

struct ReasonRow {
    Reason reason;
    std::string_view word;  // REASON= in the audit record
    protocol::Verdict verdict;
    std::string_view sentence;  // "{wait}" stands for how long; empty: nothing to say
};

/// Every reason once.
std::span<const ReasonRow> reasons();
const ReasonRow& row(Reason reason);

struct Outcome {
    Reason reason = Reason::internal_error;
    std::optional<okta::FactorKind> factor;  // the one that decided, or was being tried
    bool number_matched = false;             // an approved push whose number was shown
    std::string request_id;                  // Okta's, of the answer that decided
    std::string detail;                      // for the journal: Okta's error code, HTTP status
    std::optional<std::chrono::seconds> wait;
};

/// The sentence for the person, "{wait}" filled in.
std::string sentence(const Outcome& outcome);

/// "40 seconds", "12 minutes": rounded up, never "0 seconds".
std::string spoken(std::chrono::seconds wait);

/// What the module's word for what it saw is here.
Reason reason_of(protocol::Abandonment why);

/// What a failure at Okta means for the login when it cannot go on.
Outcome outcome_of(const okta::Failure& failure);

}  // namespace okta_factor::login
