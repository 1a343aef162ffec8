// SPDX-License-Identifier: MIT
#include "daemon/login/outcome.h"

#include <array>
#include <utility>

#include "common/enumeration.h"

namespace okta_factor::login {
namespace {

using protocol::Verdict;

// Unknown, inactive and mismatched users get the same words: what differs is for the audit, not for
// whoever asks.
constexpr std::string_view common_refusal =
    "Okta could not verify this login. If this is unexpected, tell your administrator.";

constexpr std::array rows{
    ReasonRow{Reason::push_approved, "push-approved", Verdict::granted, ""},
    ReasonRow{Reason::code_accepted, "code-accepted", Verdict::granted, ""},
    ReasonRow{Reason::answer_accepted, "answer-accepted", Verdict::granted, ""},
    ReasonRow{Reason::remembered, "remembered", Verdict::granted, ""},
    ReasonRow{Reason::unreachable_allowed, "unreachable-allowed", Verdict::granted,
              "Okta cannot be reached. This machine's policy lets you in; the login is on record."},
    ReasonRow{Reason::recovery_code_accepted, "recovery-code-accepted", Verdict::granted, ""},
    ReasonRow{Reason::policy_skip, "policy-skip", Verdict::skipped, ""},
    ReasonRow{Reason::policy_deny, "policy-deny", Verdict::denied_final,
              "This machine's policy does not allow this login. Ask your administrator."},
    ReasonRow{
        Reason::policy_unknown, "policy-unknown", Verdict::unavailable,
        "This machine cannot tell which rule applies to this login. Tell your administrator."},
    ReasonRow{Reason::push_rejected, "push-rejected", Verdict::denied_final,
              "The request was rejected on the phone. If that was not you, tell your administrator "
              "at once."},
    ReasonRow{Reason::push_expired, "push-expired", Verdict::denied_final,
              "The request in Okta Verify was not answered in time. Log in again for a new one."},
    ReasonRow{Reason::push_without_number, "push-without-number", Verdict::denied_final,
              "This login needs a push with a number to match, and Okta sent none. Update Okta "
              "Verify, or ask your administrator."},
    ReasonRow{Reason::timed_out, "timed-out", Verdict::denied_final,
              "This login took too long. Log in again."},
    ReasonRow{Reason::too_many_tries, "too-many-tries", Verdict::denied_final,
              "Too many wrong answers. Log in again, or ask your administrator for help."},
    ReasonRow{Reason::wrong_codes_limited, "wrong-codes-limited", Verdict::denied_final,
              "Too many wrong codes. Codes are accepted again in {wait}; your administrator can "
              "clear this sooner."},
    ReasonRow{
        Reason::recovery_codes_limited, "recovery-codes-limited", Verdict::denied_final,
        "Too many wrong recovery codes. They are accepted again in {wait}; your administrator "
        "can clear this sooner."},
    ReasonRow{Reason::pushes_limited, "pushes-limited", Verdict::denied_final,
              "Too many requests were sent to your phone. The next one can be sent in {wait}; your "
              "administrator can clear this sooner."},
    ReasonRow{Reason::pushes_paused, "pushes-paused", Verdict::denied_final,
              "The last request was rejected on the phone. The next one can be sent in {wait}."},
    ReasonRow{Reason::messages_limited, "messages-limited", Verdict::denied_final,
              "Too many codes were sent to you this way. The next one can be sent in {wait}; your "
              "administrator can clear this sooner."},
    ReasonRow{Reason::logins_limited, "logins-limited", Verdict::denied_final,
              "Too many logins of this account are waiting or were begun. The next one can begin "
              "in {wait}; your administrator can clear this sooner."},
    ReasonRow{Reason::machine_busy, "machine-busy", Verdict::denied_final,
              "Too many people are logging in to this machine at once. Log in again in {wait}."},
    ReasonRow{Reason::okta_limited, "okta-limited", Verdict::denied_final,
              "Okta takes no more requests right now. Log in again in {wait}."},
    ReasonRow{Reason::account_locked, "account-locked", Verdict::denied_final,
              "Your Okta account is locked. Unlock it in Okta, or ask your administrator."},
    ReasonRow{Reason::no_factor, "no-factor", Verdict::denied_final,
              "Nothing is set up in Okta to verify you with. Sign in to Okta in a browser and set "
              "up Okta Verify, then log in again."},
    ReasonRow{Reason::only_browser_factors, "only-browser-factors", Verdict::denied_final,
              "What you set up in Okta works in a browser only. Sign in to Okta in a browser and "
              "set up Okta Verify, then log in again."},
    ReasonRow{Reason::no_allowed_factor, "no-allowed-factor", Verdict::denied_final,
              "Nothing that you set up in Okta is allowed for this login. Ask your administrator "
              "what is."},
    ReasonRow{Reason::name_refused, "name-refused", Verdict::denied_final, common_refusal},
    ReasonRow{Reason::user_unknown, "user-unknown", Verdict::denied_final, common_refusal},
    ReasonRow{Reason::user_not_active, "user-not-active", Verdict::denied_final, common_refusal},
    ReasonRow{Reason::user_denied, "user-denied", Verdict::denied_final, common_refusal},
    ReasonRow{
        Reason::password_expired, "password-expired", Verdict::denied_final,
        "Your Okta password has expired. Sign in to Okta in a browser and change it, then log "
        "in again."},
    ReasonRow{Reason::unreachable, "unreachable", Verdict::unavailable,
              "Okta cannot be reached from this machine. Try again in a minute; if it is urgent, "
              "ask your administrator."},
    ReasonRow{Reason::unwell, "okta-unwell", Verdict::unavailable,
              "Okta has a problem right now. Try again in a minute; if it is urgent, ask your "
              "administrator."},
    ReasonRow{
        Reason::unintelligible, "okta-unintelligible", Verdict::unavailable,
        "What answers this machine does not answer as Okta does. Tell your administrator: the "
        "journal says why."},
    ReasonRow{Reason::misconfigured, "misconfigured", Verdict::unavailable,
              "Okta verification is not set up correctly on this machine. Tell your administrator: "
              "the journal says why."},
    ReasonRow{
        Reason::tls_failure, "tls-failure", Verdict::unavailable,
        "This machine cannot be sure that it is talking to Okta. Tell your administrator: the "
        "journal says why."},
    ReasonRow{Reason::proxy_refused, "proxy-refused", Verdict::unavailable,
              "The proxy between this machine and Okta refuses the connection. Tell your "
              "administrator: the journal says why."},
    ReasonRow{Reason::machine_failed, "machine-failed", Verdict::unavailable,
              "This machine ran short of something that it needs to ask Okta. Try again in a "
              "minute, or tell your administrator: the journal says why."},
    ReasonRow{
        Reason::recovery_code_not_kept, "recovery-code-not-kept", Verdict::unavailable,
        "This machine could not write down that your recovery code is used, so it lets nobody "
        "in. Tell your administrator: the journal says why."},
    ReasonRow{Reason::internal_error, "internal-error", Verdict::unavailable,
              "Okta verification failed on this machine. Tell your administrator: the journal says "
              "why."},
    ReasonRow{Reason::no_configuration, "no-configuration", Verdict::unavailable,
              "Okta verification is not set up correctly on this machine. Tell your administrator: "
              "the journal says why."},
    ReasonRow{Reason::password_withheld, "password-withheld", Verdict::denied_final,
              "That was your login password. It was not sent to Okta. Log in again, and answer the "
              "question that is asked."},
    ReasonRow{Reason::name_withheld, "name-withheld", Verdict::denied_final,
              "That was the name of your account. Nothing was sent to Okta. Log in again, and "
              "answer the question that is asked."},
    ReasonRow{Reason::answer_out_of_turn, "answer-out-of-turn", Verdict::denied_final,
              "Only Enter was expected there. What you typed was visible and was not sent to Okta. "
              "Log in again."},
    ReasonRow{Reason::cancelled, "cancelled", Verdict::cancelled, ""},
    ReasonRow{Reason::terminal_gone, "terminal-gone", Verdict::cancelled, ""},
    ReasonRow{Reason::caller_gone, "caller-gone", Verdict::cancelled, ""},
};

static_assert(covers_every(rows, &ReasonRow::reason));

// For what is no reason at all.
constexpr ReasonRow no_reason{Reason::internal_error, "internal-error", Verdict::unavailable,
                              "Okta verification failed on this machine. Tell your administrator: "
                              "the journal says why."};

Reason reason_of(okta::Meaning meaning) {
    using okta::Meaning;
    switch (meaning) {
        case Meaning::user_unknown:
            return Reason::user_unknown;
        case Meaning::user_denied:
            return Reason::user_denied;
        case Meaning::user_locked:
            return Reason::account_locked;
        case Meaning::push_rejected:
            return Reason::push_rejected;
        case Meaning::wrong_answer:
        case Meaning::replayed:
        case Meaning::next_code:
            return Reason::too_many_tries;
        case Meaning::factor_gone:
            return Reason::no_factor;
        case Meaning::transaction_over:
            return Reason::push_expired;
        case Meaning::slow_down:
            return Reason::okta_limited;
        case Meaning::misconfigured:
        case Meaning::bad_request:
            return Reason::misconfigured;
        case Meaning::tls_failure:
            return Reason::tls_failure;
        case Meaning::proxy_refused:
            return Reason::proxy_refused;
        case Meaning::machine_busy:
            return Reason::machine_busy;
        case Meaning::machine_failed:
            return Reason::machine_failed;
        case Meaning::unintelligible:
            return Reason::unintelligible;
        case Meaning::keep_polling:
        case Meaning::unwell:
            return Reason::unwell;
        case Meaning::unreachable:
            return Reason::unreachable;
    }
    return Reason::internal_error;
}

}  // namespace

std::span<const ReasonRow> reasons() {
    return rows;
}

const ReasonRow& row(Reason reason) {
    for (const auto& candidate : rows)
        if (candidate.reason == reason) return candidate;
    return no_reason;
}

Reason reason_of(protocol::Abandonment why) {
    using protocol::Abandonment;
    switch (why) {
        case Abandonment::password:
            return Reason::password_withheld;
        case Abandonment::name:
            return Reason::name_withheld;
        case Abandonment::terminal:
            return Reason::terminal_gone;
    }
    return Reason::cancelled;
}

std::string spoken(std::chrono::seconds wait) {
    const auto count = wait.count() > 0 ? wait.count() : 1;
    const auto say = [](auto number, std::string_view unit) {
        return std::to_string(number) + ' ' + std::string(unit) + (number == 1 ? "" : "s");
    };
    if (count <= 90) return say(count, "second");
    if (count <= 90 * 60) return say((count + 59) / 60, "minute");
    return say((count + 3599) / 3600, "hour");
}

std::string sentence(const Outcome& outcome) {
    constexpr std::string_view placeholder = "{wait}";
    std::string text{row(outcome.reason).sentence};
    if (const auto at = text.find(placeholder); at != std::string::npos)
        text.replace(at, placeholder.size(),
                     outcome.wait ? spoken(*outcome.wait) : std::string{"a minute"});
    return text;
}

Outcome outcome_of(const okta::Failure& failure) {
    Outcome outcome;
    outcome.reason = reason_of(failure.meaning);
    outcome.request_id = failure.request_id;
    outcome.detail = failure.detail;
    outcome.wait = failure.wait;
    return outcome;
}

}  // namespace okta_factor::login
