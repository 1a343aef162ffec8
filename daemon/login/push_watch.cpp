// SPDX-License-Identifier: MIT
#include "daemon/login/push_watch.h"

#include <utility>

namespace okta_factor::login {
namespace {

using okta::FactorResult;
using okta::Meaning;

constexpr int polls_that_may_fail = 3;  // in a row; a lost packet must not end somebody's login

bool tells_nothing(const okta::Failure& failure) {
    return okta::counts_as_unreachable(failure.meaning) ||
           failure.meaning == Meaning::unintelligible;
}

bool still_waiting(const okta::Answer<okta::Verification>& answer) {
    if (answer) return answer->result == okta::FactorResult::waiting;
    return answer.error().meaning == Meaning::keep_polling ||
           answer.error().meaning == Meaning::slow_down;
}

// Polls that failed say nothing of the phone: a request may still be on it.
bool may_still_wait(const std::optional<okta::Answer<okta::Verification>>& decided) {
    return !decided || (!*decided && decided->error().meaning != Meaning::transaction_over &&
                        decided->error().meaning != Meaning::push_rejected);
}

}  // namespace

Outcome refused(const Attempt& attempt, const okta::Answer<okta::Verification>& decided) {
    auto reason = Reason::unintelligible;
    if (!decided) return attempt.ended(decided.error());
    switch (decided->result) {
        case FactorResult::rejected:
        case FactorResult::failed:
            reason = Reason::push_rejected;
            break;
        case FactorResult::timeout:
        case FactorResult::expired:
        case FactorResult::cancelled:
        case FactorResult::time_window_exceeded:
            reason = Reason::push_expired;
            break;
        case FactorResult::error:
            reason = Reason::unwell;
            break;
        default:
            break;
    }
    return attempt.ended(reason, decided->request_id);
}

PushWatch::PushWatch(Attempt& attempt, okta::Transaction transaction)
    : attempt_(attempt), transaction_(std::move(transaction)), sent_(attempt.executor.now()) {
    auto task = poll_until_decided();
    polling_ = loop::Root{attempt_.executor, "polling a push", std::move(task)};
}

PushWatch::~PushWatch() {
    if (may_still_wait(decided_)) attempt_.okta.cancel(std::move(transaction_));
}

loop::Task<void> PushWatch::poll_until_decided() {
    int failures = 0;
    loop::milliseconds told_to_wait{0};
    for (;;) {
        const auto now = attempt_.executor.now();
        const auto age = std::chrono::duration_cast<loop::milliseconds>(now - sent_);
        const auto delay = std::max(attempt_.okta.next_poll_delay(age), told_to_wait);
        loop::Sleep pause{attempt_.executor, now + delay};
        co_await pause;

        auto polling = attempt_.okta.poll(transaction_);
        auto answer = co_await polling;
        told_to_wait = loop::milliseconds{0};
        if (still_waiting(answer)) {
            failures = 0;
            if (!answer && answer.error().wait) told_to_wait = *answer.error().wait;
            continue;
        }
        if (!answer && tells_nothing(answer.error()) && ++failures < polls_that_may_fail) continue;
        if (refused(attempt_, answer).reason == Reason::push_rejected)
            attempt_.limits.push_rejected(attempt_.user.id);
        decided_ = std::move(answer);
        attempt_.conversation.news().notify();
        co_return;
    }
}

}  // namespace okta_factor::login
