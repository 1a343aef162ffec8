// SPDX-License-Identifier: MIT
#include "daemon/login/push_watch.h"

#include <utility>

namespace okta_factor::login {
namespace {

using okta::Meaning;

constexpr int polls_that_may_fail = 3;  // in a row; a lost packet must not end somebody's login

bool still_waiting(const okta::Answer<okta::Verification>& answer) {
    if (answer) return answer->result == okta::FactorResult::waiting;
    return answer.error().meaning == Meaning::keep_polling ||
           answer.error().meaning == Meaning::slow_down;
}

}  // namespace

PushWatch::PushWatch(Attempt& attempt, okta::Transaction transaction)
    : attempt_(attempt), transaction_(std::move(transaction)), sent_(attempt.executor.now()) {
    auto task = poll_until_decided();
    polling_ = loop::Root{attempt_.executor, std::move(task), {}};
}

PushWatch::~PushWatch() {
    if (!decided_) attempt_.okta.cancel(std::move(transaction_));
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
        if (!answer && okta::counts_as_unreachable(answer.error().meaning) &&
            ++failures < polls_that_may_fail)
            continue;
        decided_ = std::move(answer);
        attempt_.conversation.news().notify();
        co_return;
    }
}

}  // namespace okta_factor::login
