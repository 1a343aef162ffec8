// SPDX-License-Identifier: MIT
// Okta's nouns as values: user, factor, transaction, verification, failure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace okta_factor::okta {

using WallTime = std::chrono::system_clock::time_point;

/// The factors that can be verified from a terminal. Others (webauthn, u2f, signed_nonce, web, …)
/// are skipped.
enum class FactorKind { push, totp, hotp, token, hardware, sms, call, email, question };

struct Factor {
    std::string id;
    FactorKind kind{};
    std::string provider;  // OKTA, GOOGLE, CUSTOM, RSA, SYMANTEC, YUBICO; as Okta spells it
    std::string vendor;    // vendorName, empty where absent
    std::string
        name;  // push: the phone's name; any UTF-8, not yet fit for a terminal; may be empty
    std::string address;        // sms, call: phone number; email: address; as Okta gives it
    std::string question_text;  // question: what the person is asked
};

enum class UserStatus {
    active,
    password_expired,
    locked_out,
    recovery,
    suspended,
    deprovisioned,
    staged,
    provisioned,
    unknown
};

struct User {
    std::string id;
    std::string login;  // profile.login, as returned
    UserStatus status = UserStatus::unknown;
    std::string request_id{};    // of the answer that said so, for the audit record
    bool is_from_cache = false;  // so it was a while ago
};

/// What one user has enrolled.
struct FactorList {
    std::vector<Factor> usable;  // ACTIVE and of a kind above, in Okta's order
    bool others = false;         // there are ACTIVE ones that a terminal cannot verify
    std::string request_id{};    // of the answer that said so, for the audit record
};

/// A push on its way. The links were checked against the configured org when they were read.
struct Transaction {
    std::string poll_url;
    std::string cancel_url;  // empty where Okta gave none
    std::optional<WallTime> expires_at;
    std::optional<int> number;  // to match; absent: there is no number matching, do not claim it
};

enum class FactorResult {
    success,
    challenge,
    waiting,
    rejected,
    timeout,
    failed,
    error,
    expired,
    cancelled,
    passcode_replayed,
    time_window_exceeded,
    unknown
};

/// The answer to challenge, verify and poll.
struct Verification {
    FactorResult result = FactorResult::unknown;
    std::optional<Transaction> transaction;  // push, while WAITING
    std::string request_id;                  // X-Okta-Request-Id, for the audit record
};

/// What an error means for a login; daemon/okta/errors.h has the table.
enum class Meaning {
    user_unknown,      // no such user, or not the one that was asked for
    user_denied,       // suspended, not in a state to log in, not allowed
    user_locked,       // locked at Okta
    push_rejected,     // the person said no
    wrong_answer,      // may try again
    replayed,          // the code was used before: wait for the next one
    next_code,         // the token wants its next code
    factor_gone,       // drop the cached list, choose again
    transaction_over,  // the push is no more
    keep_polling,
    slow_down,       // a limit of Okta's; retry_at says until when, where known
    misconfigured,   // our token, key, scope, role or URL: loud, never "unreachable"
    bad_request,     // we sent what Okta does not take: a bug, never "unreachable"
    tls_failure,     // never "unreachable"
    proxy_refused,   // the proxy answers, and does not let us through: never "unreachable"
    machine_busy,    // our own queue: others had their turn first; never "unreachable"
    machine_failed,  // this machine is short of something: never "unreachable"
    unintelligible,  // an answer that is none of Okta's: somebody is there, never "unreachable"
    unwell,          // 5xx: counts as unreachable
    unreachable,     // no answer: counts as unreachable
};

struct Failure {
    Meaning meaning{};
    std::string code;         // E0000047, an OAuth error word, or empty
    int status = 0;           // HTTP status, 0 where there was none
    std::string detail;       // for the journal: fixed words and numbers, never a body
    std::string request_id;   // X-Okta-Request-Id, or errorId
    bool never_sent = false;  // Okta certainly did not act on it
    std::optional<std::chrono::seconds>
        wait;  // slow_down: how long from now, by the server's clock
};

/// Only these two mean that Okta is not there, which when_unreachable of the policy is about.
constexpr bool counts_as_unreachable(Meaning meaning) {
    return meaning == Meaning::unwell || meaning == Meaning::unreachable;
}

/// Trouble of this machine's own says nothing about Okta, neither that it is there nor that it is
/// not.
constexpr bool says_nothing_of_okta(Meaning meaning) {
    return meaning == Meaning::machine_busy || meaning == Meaning::machine_failed ||
           meaning == Meaning::proxy_refused;
}

/// Okta may have done what was asked, though it did not say so.
inline bool may_have_acted(const Failure& failure) {
    const bool tells_nothing = counts_as_unreachable(failure.meaning) ||
                               failure.meaning == Meaning::unintelligible ||
                               failure.meaning == Meaning::machine_failed;
    return tells_nothing && !failure.never_sent;
}

template <class T>
using Answer = tl::expected<T, Failure>;

}  // namespace okta_factor::okta
