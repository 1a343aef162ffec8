// SPDX-License-Identifier: MIT
// Is Okta there? After failures in a row the daemon knows that it is not, and one probe in the
// background finds out when it is back, so that logins need not.
#pragma once

#include <functional>

#include "daemon/loop/awaitables.h"

namespace okta_factor::okta {

class Reachability {
  public:
    /// `probe` asks Okta anything and calls heard() or missed() with what came of it.
    using Probe = std::function<loop::Task<void>()>;
    Reachability(loop::Executor& executor, Probe probe)
        : executor_(executor), probe_(std::move(probe)) {}

    void heard() noexcept { failures_ = 0; }
    void missed();

    [[nodiscard]] bool reachable() const noexcept { return failures_ < failures_to_be_sure; }

  private:
    static constexpr int failures_to_be_sure = 2;

    loop::Task<void> probe_until_heard();

    loop::Executor& executor_;
    Probe probe_;
    int failures_ = 0;
    bool is_probing_ = false;  // a probe may fail before probing_ is even assigned
    loop::Root probing_;
};

}  // namespace okta_factor::okta
