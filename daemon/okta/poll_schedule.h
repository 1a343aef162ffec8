// SPDX-License-Identifier: MIT
// How long to wait before a push is polled again: quick while the org's quota is plentiful, modest
// when it is not. A pure function, so that a whole fleet can be simulated with it.
#pragma once

#include <chrono>
#include <optional>

namespace okta_factor::okta {

struct PollConditions {
    std::chrono::milliseconds age{0};  // since the push was sent
    int active_pushes = 1;             // of this daemon, this one included
    double jitter = 0.5;               // 0 to below 1, evenly distributed

    // The org's bucket as last seen, unknown where limit is 0.
    int limit = 0;  // requests per minute
    int remaining = 0;
    std::chrono::milliseconds until_reset{0};

    std::optional<std::chrono::milliseconds> told_to_wait = std::nullopt;  // by a 429
};

/// At least 0.9 s.
std::chrono::milliseconds next_poll_delay(const PollConditions& conditions);

}  // namespace okta_factor::okta
