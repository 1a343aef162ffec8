// SPDX-License-Identifier: MIT
// Polls one push beside the dialogue until Okta has decided. Going away before that is known, it
// cancels the push at Okta: no request is left on the phone of a person whose login is over.
#pragma once

#include <optional>

#include "daemon/login/attempt.h"
#include "daemon/loop/awaitables.h"

namespace okta_factor::login {

/// Why a push that was decided, or whose fate cannot be known, lets nobody in.
Outcome refused(const Attempt& attempt, const okta::Answer<okta::Verification>& decided);

class PushWatch {
  public:
    PushWatch(Attempt& attempt, okta::Transaction transaction);
    PushWatch(const PushWatch&) = delete;
    PushWatch& operator=(const PushWatch&) = delete;
    ~PushWatch();

    /// Set once, with a notification to the conversation's news: SUCCESS, REJECTED, TIMEOUT, or why
    /// it cannot be known. A rejection is held against further pushes from then on, whether or not
    /// anybody still looks.
    [[nodiscard]] const std::optional<okta::Answer<okta::Verification>>& decided() const {
        return decided_;
    }

  private:
    loop::Task<void> poll_until_decided();

    Attempt& attempt_;
    okta::Transaction transaction_;
    loop::TimePoint sent_;
    std::optional<okta::Answer<okta::Verification>> decided_;
    loop::Root polling_;
};

}  // namespace okta_factor::login
