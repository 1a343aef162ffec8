// SPDX-License-Identifier: MIT
// One of the org's limits as its answers tell it: what is left, and until when nothing is.
#pragma once

#include <chrono>
#include <optional>

#include "daemon/http/transport.h"
#include "daemon/loop/executor.h"
#include "daemon/okta/rate_limit.h"
#include "daemon/okta/types.h"

namespace okta_factor::okta {

class Bucket {
  public:
    /// `failure`: what the answer means, where it is one.
    void learn(const http::Response& response, const std::optional<Failure>& failure,
               loop::TimePoint now);

    /// As last seen, while it still holds.
    [[nodiscard]] std::optional<Quota> quota(loop::TimePoint now) const;
    /// Until when a 429 told us to wait; the past where none did.
    [[nodiscard]] loop::TimePoint slow_until() const noexcept { return slow_until_; }
    /// How long a request would be in vain, where that is known. Too many at once is no reason:
    /// the next one may find room.
    [[nodiscard]] std::optional<std::chrono::seconds> spent_for(loop::TimePoint now) const;

  private:
    std::optional<Quota> quota_;
    loop::TimePoint slow_until_, spent_until_;
};

}  // namespace okta_factor::okta
