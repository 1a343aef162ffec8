// SPDX-License-Identifier: MIT
// A push: sent, watched beside an open prompt or without one, approved or not.
#include <utility>

#include "daemon/login/factors.h"
#include "daemon/login/menu.h"
#include "daemon/login/push_prompt.h"
#include "daemon/login/push_watch.h"
#include "daemon/login/ways.h"

namespace okta_factor::login {
namespace {

using Next = Judgement::Next;
using okta::FactorResult;
using okta::Meaning;
using policy::NumberMatching;
using protocol::MessageKind;

using PushAnswer = okta::Answer<okta::Verification>;

// The user is read after the approval, not before it: a minute may lie between, and nobody
// suspended meanwhile gets in.
loop::Task<Outcome> conclude(Attempt& attempt, PushAnswer decided) {
    if (!decided || decided->result != FactorResult::success) co_return refused(attempt, decided);
    attempt.limits.succeeded(attempt.user.id);
    attempt.limits.push_approved(attempt.user.id);
    auto reading = read_again(attempt);
    const auto user_again = co_await reading;
    auto outcome = granted_if_still_active(attempt, user_again, Reason::push_approved,
                                           std::move(decided->request_id));
    outcome.number_matched = attempt.number_shown;
    co_return outcome;
}

Ending set_aside_this(Attempt& attempt, const okta::Factor& factor, Outcome why) {
    return attempt.set_aside([&](const okta::Factor& other) { return other.id == factor.id; },
                             std::move(why));
}

Ending not_sent(Attempt& attempt, const okta::Factor& factor, const okta::Failure& failure) {
    const bool only_this_one =
        failure.meaning == Meaning::factor_gone || failure.meaning == Meaning::bad_request;
    if (only_this_one) return set_aside_this(attempt, factor, attempt.ended(failure));
    return attempt.ended(failure);
}

loop::Task<PushAnswer> decision_of(Attempt& attempt, const PushWatch& push) {
    while (!push.decided())
        co_await attempt.conversation.news();
    co_return *push.decided();
}

PushAlternative alternative(const Attempt& attempt) {
    if (has_code_factor(attempt.factors)) return PushAlternative::code;
    return attempt.can_go_back() ? PushAlternative::menu : PushAlternative::none;
}

// Without a prompt: the person looks at the phone, and the terminal goes on by itself.
loop::Task<Ending> wait_for_push(Attempt& attempt, const PushWatch& push) {
    if (!push.decided()) attempt.conversation.let_wait();
    auto deciding = decision_of(attempt, push);
    auto decided = co_await deciding;
    auto concluding = conclude(attempt, std::move(decided));
    co_return co_await concluding;
}

/// What became of a code that was typed while the push waited.
struct Typed {
    bool asks_again = false;
    Ending ending{};
};

// It goes to the first factor that takes codes, as at the menu; the push goes on waiting.
loop::Task<Typed> judge_beside_push(Attempt& attempt, const okta::Factor& push_factor,
                                    Secret typed) {
    auto code = code_for_first_factor(typed.reveal(), attempt.factors);
    if (!code) {
        auto last = attempt.count_try("That is not a code.");
        co_return Typed{!last, std::move(last)};
    }
    const auto code_factor = attempt.factors[code->index];
    auto judging = judge(attempt, code_factor, std::move(code->code));
    auto judgement = co_await judging;
    if (judgement.next == Next::end) co_return Typed{false, std::move(judgement.ending)};
    attempt.last_tried = push_factor.kind;
    if (judgement.next != Next::next_code) co_return Typed{true};
    auto coding = by_code(attempt, code_factor, next_code_prompt(code_factor));
    auto ending = co_await coding;
    co_return Typed{false, std::move(ending)};
}

// The person answered on the phone: nothing that is typed here outweighs it.
bool has_spoken(const Attempt& attempt, const PushWatch& push) {
    if (!push.decided()) return false;
    const auto& decided = *push.decided();
    return (decided && decided->result == FactorResult::success) ||
           refused(attempt, decided).reason == Reason::push_rejected;
}

// With a prompt: the push is watched while it is open. Enter goes on at once where Okta has
// decided; else it waits.
loop::Task<Ending> ask_beside_push(Attempt& attempt, const okta::Factor& factor,
                                   const PushWatch& push, std::optional<int> number) {
    for (;;) {
        auto prompt = push_prompt_text(factor, number, alternative(attempt));
        auto asking = attempt.conversation.reply_to(MessageKind::prompt, std::move(prompt));
        Secret typed = co_await asking;

        if (typed.empty() || has_spoken(attempt, push)) {
            // sshd would show it after the login is over, when nobody waits any more.
            if (!push.decided() && shows_info_at_once(attempt.facts.service))
                attempt.chatter("Waiting for Okta Verify on " + phone_name(factor) + " ...");
            auto waiting = wait_for_push(attempt, push);
            co_return co_await waiting;
        }
        if (attempt.asks_for_menu(typed)) co_return attempt.count_aside();
        auto judging = judge_beside_push(attempt, factor, std::move(typed));
        auto judged = co_await judging;
        if (has_spoken(attempt, push)) {
            auto waiting = wait_for_push(attempt, push);
            co_return co_await waiting;
        }
        if (!judged.asks_again) co_return std::move(judged.ending);
    }
}

/// Why a challenge is not one that the person can answer.
std::optional<Ending> unanswerable(Attempt& attempt, const okta::Factor& factor, PushAnswer& sent) {
    if (!sent) return not_sent(attempt, factor, sent.error());
    const bool has_number = sent->transaction && sent->transaction->number;
    if (has_number || attempt.settings.number_matching != NumberMatching::require) return {};
    if (sent->transaction) attempt.okta.cancel(std::move(*sent->transaction));
    return set_aside_this(attempt, factor, attempt.ended(Reason::push_without_number));
}

loop::Task<PushAnswer> send(Attempt& attempt, const okta::Factor& factor) {
    okta::ChallengeOptions options;
    options.number_matching = attempt.settings.number_matching != NumberMatching::off;
    options.client_address = attempt.facts.rhost.value_or("");
    return attempt.okta.challenge(attempt.user.id, factor, std::move(options));
}

}  // namespace

loop::Task<Ending> by_push(Attempt& attempt, okta::Factor factor) {
    attempt.last_tried = factor.kind;
    if (const auto hit = attempt.limits.begin_push(attempt.user.id, attempt.user.login))
        co_return attempt.set_aside_limited(*hit);

    auto sending = send(attempt, factor);
    auto sent = co_await sending;
    if (auto ending = unanswerable(attempt, factor, sent)) co_return std::move(*ending);

    const auto number = sent->transaction ? sent->transaction->number : std::nullopt;
    attempt.number_shown = number.has_value();
    if (sent->result != FactorResult::waiting || !sent->transaction) {
        if (refused(attempt, sent).reason == Reason::push_rejected)
            attempt.limits.push_rejected(attempt.user.id);
        auto concluding = conclude(attempt, std::move(sent));
        co_return co_await concluding;
    }

    PushWatch push{attempt, std::move(*sent->transaction)};
    if (push_needs_prompt(attempt.settings.push_prompt, attempt.facts.service,
                          number.has_value())) {
        auto asking = ask_beside_push(attempt, factor, push, number);
        co_return co_await asking;
    }
    attempt.conversation.info(push_info_text(factor, number));
    auto waiting = wait_for_push(attempt, push);
    co_return co_await waiting;
}

}  // namespace okta_factor::login
