// SPDX-License-Identifier: MIT
// Codes that Okta sends: text message, call, email. Sent, typed, sent again no sooner than Okta
// allows.
#include <algorithm>
#include <utility>

#include "daemon/login/factors.h"
#include "daemon/login/source.h"
#include "daemon/login/ways.h"

namespace okta_factor::login {
namespace {

using Next = Judgement::Next;
using protocol::MessageKind;
using std::chrono::seconds;

bool wants_another(const Secret& typed) {
    return typed.empty() || typed.reveal() == "r" || typed.reveal() == "R";
}

LimitKind limit_of(okta::FactorKind kind) {
    if (kind == okta::FactorKind::sms) return LimitKind::texts;
    return kind == okta::FactorKind::call ? LimitKind::calls : LimitKind::emails;
}

std::string prompt_for(const Attempt& attempt, const okta::Factor& factor) {
    return "Code from " + code_source(factor) +
           (attempt.can_go_back() ? " (Enter sends another, m for the menu): "
                                  : " (Enter sends another): ");
}

class Delivery {
  public:
    Delivery(Attempt& attempt, okta::Factor factor)
        : attempt_(attempt), factor_(std::move(factor)) {}

    /// Asks Okta to send a code. Too soon, it says how long to wait instead: the code sent before
    /// is still good.
    loop::Task<Ending> send() {
        if (const auto now = attempt_.executor.now(); now < next_send_) {
            say_wait(std::chrono::ceil<seconds>(next_send_ - now));
            co_return Ending{};
        }
        const auto message =
            attempt_.limits.begin_message(attempt_.user.id, limit_of(factor_.kind),
                                          source_of(attempt_.facts), attempt_.user.login);
        if (!message) co_return limited(message.error());
        okta::ChallengeOptions options;
        options.client_address = attempt_.facts.rhost.value_or("");
        auto challenging = attempt_.okta.challenge(attempt_.user.id, factor_, std::move(options));
        const auto answer = co_await challenging;
        const auto pause = traits(factor_.kind).resend_after;
        if (answer) {
            last_sent_ = *message;
            next_send_ = attempt_.executor.now() + pause;
            attempt_.chatter(on_its_way(factor_));
            co_return Ending{};
        }
        if (!okta::may_have_acted(answer.error()))
            attempt_.limits.forgive_message(attempt_.user.id, *message);
        if (answer.error().meaning == okta::Meaning::slow_down &&
            is_resend_window(answer.error())) {
            const auto wait = std::clamp(answer.error().wait.value_or(pause), seconds{1}, pause);
            next_send_ = attempt_.executor.now() + wait;
            say_wait(wait);
            co_return Ending{};
        }
        co_return unusable(answer.error());
    }

    /// The code in the message was typed: it was the person's own.
    void was_received() {
        if (last_sent_) attempt_.limits.forgive_message(attempt_.user.id, *last_sent_);
    }

  private:
    // The code of the last message can still be typed.
    Ending limited(const LimitHit& hit) {
        if (!last_sent_) return attempt_.set_aside_limited(hit);
        say_wait(hit.wait);
        return {};
    }

    // E0000109, E0000118, E0000133: this phone or address had a code moments ago. Other limits are
    // the org's.
    static bool is_resend_window(const okta::Failure& failure) {
        return failure.code == "E0000109" || failure.code == "E0000118" ||
               failure.code == "E0000133";
    }

    void say_wait(seconds wait) {
        attempt_.conversation.info(
            "A code was sent a moment ago and is still good. Another one can be "
            "sent in " +
            spoken(wait) + ".");
    }

    Ending unusable(const okta::Failure& failure) {
        const bool only_this_one = failure.meaning == okta::Meaning::slow_down ||
                                   failure.meaning == okta::Meaning::factor_gone ||
                                   failure.meaning == okta::Meaning::bad_request;
        if (!only_this_one) return attempt_.ended(failure);
        return attempt_.set_aside(
            [this](const okta::Factor& other) { return other.id == factor_.id; },
            attempt_.ended(failure));
    }

    Attempt& attempt_;
    okta::Factor factor_;
    loop::TimePoint next_send_{};
    std::optional<UserLimits::Ticket> last_sent_;
};

bool still_open(const Attempt& attempt, const okta::Factor& factor) {
    return std::ranges::any_of(attempt.factors,
                               [&](const okta::Factor& other) { return other.id == factor.id; });
}

}  // namespace

loop::Task<Ending> by_delivered_code(Attempt& attempt, okta::Factor factor) {
    attempt.last_tried = factor.kind;
    // Nothing is sent that could not be typed in.
    if (const auto hit = attempt.limits.code_limit(attempt.user.id))
        co_return attempt.set_aside_limited(*hit);

    Delivery delivery{attempt, factor};
    bool send = true;
    for (;;) {
        if (std::exchange(send, false)) {
            auto sending = delivery.send();
            if (auto ending = co_await sending) co_return ending;
            if (!still_open(attempt, factor)) co_return Ending{};
        }
        auto asking =
            attempt.conversation.reply_to(MessageKind::prompt, prompt_for(attempt, factor));
        const Secret typed = co_await asking;

        if (attempt.asks_for_menu(typed)) co_return attempt.count_aside();
        if (wants_another(typed)) {
            if (auto ending = attempt.count_aside()) co_return ending;
            send = true;
            continue;
        }
        auto code = well_formed_code(factor.kind, typed.reveal());
        if (!code) {
            const auto complaint = "The code from " + code_source(factor) + " is a number.";
            if (auto ending = attempt.count_try(complaint)) co_return ending;
            continue;
        }
        auto judging = judge(attempt, factor, std::move(*code));
        auto judgement = co_await judging;
        if (judgement.next == Next::end) {
            if (judgement.ending.reason == Reason::code_accepted) delivery.was_received();
            co_return std::move(judgement.ending);
        }
        if (judgement.next == Next::menu) co_return Ending{};
        if (judgement.next == Next::next_code)  // Okta took it for a new challenge
            if (auto ending = attempt.count_aside()) co_return ending;
    }
}

}  // namespace okta_factor::login
