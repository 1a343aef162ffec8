// SPDX-License-Identifier: MIT
// How many pushes this daemon is polling: they share what it may ask of Okta.
#pragma once

#include <map>
#include <string>

#include "daemon/loop/executor.h"

namespace okta_factor::okta {

class ActivePushes {
  public:
    void seen(const std::string& poll_url, loop::TimePoint now) { last_seen_[poll_url] = now; }
    void over(const std::string& poll_url) { last_seen_.erase(poll_url); }

    /// A login may end without a word: a push that nobody polled for a while does not count.
    [[nodiscard]] int count(loop::TimePoint now) {
        constexpr loop::seconds forgotten_after{90};
        std::erase_if(last_seen_,
                      [&](const auto& push) { return push.second + forgotten_after <= now; });
        return static_cast<int>(last_seen_.size());
    }

  private:
    std::map<std::string, loop::TimePoint> last_seen_;
};

}  // namespace okta_factor::okta
