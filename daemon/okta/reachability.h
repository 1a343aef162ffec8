// SPDX-License-Identifier: MIT
// Is Okta there? After failures in a row the daemon knows that it is not, and one probe in the
// background finds out when it is back, so that logins need not.
#pragma once

#include <functional>
#include <list>

#include "daemon/loop/awaitables.h"

namespace okta_factor::okta {

class Reachability {
  public:
    /// `probe` asks Okta anything and calls heard() or missed() with what came of it.
    using Probe = std::function<loop::Task<void>()>;
    Reachability(loop::Executor& executor, Probe probe)
        : executor_(executor), probe_(std::move(probe)) {}

    void heard();
    void missed();

    [[nodiscard]] bool reachable() const noexcept { return failures_ < failures_to_be_sure; }

    /// What is known, after a probe at once where that is "no" and the probe ends within
    /// `patience`: Okta may have come back since the last one.
    loop::Task<bool> reachable_within(loop::milliseconds patience);

  private:
    static constexpr int failures_to_be_sure = 2;

    loop::Task<void> probe_until_heard();
    void tell_waiting();

    loop::Executor& executor_;
    Probe probe_;
    int failures_ = 0;
    bool is_probing_ = false;              // a probe may fail before probing_ is even assigned
    loop::Notification hurry_{executor_};  // cuts the pause before the next probe short
    std::list<loop::Notification*> waiting_;
    loop::Root probing_;
};

}  // namespace okta_factor::okta
