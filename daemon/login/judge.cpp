// SPDX-License-Identifier: MIT
#include <utility>

#include "daemon/login/factors.h"
#include "daemon/login/ways.h"

namespace okta_factor::login {
namespace {

using Next = Judgement::Next;
using okta::FactorResult;
using okta::Meaning;

Judgement end(Outcome outcome) {
    return {Next::end, std::move(outcome)};
}

// A verification answered with 200 that is no success says in a word what an error says with its
// code.
Meaning meaning_of(FactorResult result) {
    switch (result) {
        case FactorResult::passcode_replayed:
        case FactorResult::time_window_exceeded:
            return Meaning::replayed;
        case FactorResult::timeout:
        case FactorResult::expired:
        case FactorResult::cancelled:
            return Meaning::transaction_over;
        case FactorResult::challenge:
            return Meaning::next_code;
        case FactorResult::rejected:
        case FactorResult::failed:
            return Meaning::wrong_answer;
        case FactorResult::error:
            return Meaning::unwell;
        case FactorResult::success:
        case FactorResult::waiting:
        case FactorResult::unknown:
            break;
    }
    return Meaning::unintelligible;
}

okta::Failure failure_of(okta::Answer<okta::Verification>& answer) {
    if (!answer) return std::move(answer.error());
    okta::Failure failure;
    failure.meaning = meaning_of(answer->result);
    failure.request_id = std::move(answer->request_id);
    failure.detail = "factorResult is no success";
    return failure;
}

std::string complaint(const okta::Factor& factor) {
    return traits(factor.kind).way == Way::question ? "Wrong answer." : "Wrong code.";
}

Judgement or_menu(Ending ending) {
    return ending ? end(std::move(*ending)) : Judgement{Next::menu, {}};
}

Judgement or_ask_again(Ending ending) {
    return ending ? end(std::move(*ending)) : Judgement{Next::ask_again, {}};
}

// Where Okta's word did not come, it may have counted all the same: so it is counted here too, lest
// Okta's own count, which locks the account, runs ahead of ours.
bool may_count_at_okta(const okta::Failure& failure) {
    return failure.meaning == Meaning::wrong_answer || okta::may_have_acted(failure);
}

Judgement judge_failure(Attempt& attempt, const okta::Factor& factor,
                        const okta::Failure& failure) {
    switch (failure.meaning) {
        case Meaning::wrong_answer:
            return or_ask_again(attempt.count_try(complaint(factor), failure.request_id));
        case Meaning::replayed:
        case Meaning::transaction_over:  // of a code that was sent
            return or_ask_again(attempt.count_try(
                "This code was used already, or is too old. Wait for the next one.",
                failure.request_id));
        case Meaning::next_code:
            return {Next::next_code, {}};
        case Meaning::factor_gone:
            return or_menu(
                attempt.set_aside([&](const okta::Factor& other) { return other.id == factor.id; },
                                  attempt.ended(failure)));
        default:
            return end(attempt.ended(failure));
    }
}

}  // namespace

loop::Task<Judgement> judge(Attempt& attempt, okta::Factor factor, Secret typed) {
    attempt.last_tried = factor.kind;
    const auto& user_id = attempt.user.id;
    const auto ticket = attempt.limits.begin_code(user_id, attempt.user.login);
    if (!ticket) co_return or_menu(attempt.set_aside_limited(ticket.error()));

    auto reading = read_again(attempt);
    loop::Concurrent<okta::Answer<okta::User>> user_again{attempt.executor, "reading a user",
                                                          std::move(reading)};
    auto verifying = attempt.okta.verify(user_id, factor, std::move(typed));
    auto answer = co_await verifying;

    if (!answer || answer->result != FactorResult::success) {
        const auto failure = failure_of(answer);
        if (may_count_at_okta(failure))
            attempt.limits.code_was_wrong(user_id, *ticket);
        else
            attempt.limits.forgive_code(user_id, *ticket);
        co_return judge_failure(attempt, factor, failure);
    }
    attempt.limits.code_was_right(user_id, *ticket);
    auto awaiting = user_again.result();
    const auto user = co_await awaiting;
    const bool is_answer = traits(factor.kind).way == Way::question;
    co_return end(granted_if_still_active(
        attempt, user, is_answer ? Reason::answer_accepted : Reason::code_accepted,
        std::move(answer->request_id)));
}

std::string next_code_prompt(const okta::Factor& factor) {
    return "Wait until " + code_source(factor) + " shows its next code, then type that one: ";
}

}  // namespace okta_factor::login
