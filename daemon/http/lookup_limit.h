// SPDX-License-Identifier: MIT
// A name lookup cannot be stopped: when a request gives up on one, its thread hangs in getaddrinfo
// until the name servers' own timeouts pass. This bounds how many such threads there are.
#pragma once

#include <cstddef>
#include <deque>

#include "daemon/loop/executor.h"

namespace okta_factor::http {

class LookupLimit {
  public:
    static constexpr std::size_t max_abandoned = 16;
    /// resolv.conf(5): 5 s per try, 2 tries, at most 3 servers.
    static constexpr loop::seconds longest_lookup{30};

    [[nodiscard]] bool may_start(loop::TimePoint now);
    void abandoned(loop::TimePoint now) { abandoned_.push_back(now); }

  private:
    std::deque<loop::TimePoint> abandoned_;  // oldest first
};

}  // namespace okta_factor::http
