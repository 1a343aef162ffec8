// SPDX-License-Identifier: MIT
// Many daemons, one org: a simulation of pushes that share Okta's one bucket of requests. Each
// daemon sees no more than the headers of its own answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/okta/poll_schedule.h"

namespace okta_factor::bench {

using std::chrono::milliseconds;

struct Strategy {
    std::string name;
    std::function<milliseconds(const okta::PollConditions&)> next_poll;
};

struct Load {
    std::string name;
    double logins_per_minute = 0;  // of the whole fleet, at first
    double rush_factor = 1;        // times that, in the second quarter of the time
    milliseconds duration{std::chrono::minutes{60}};
};

struct Figures {
    std::uint64_t logins = 0;
    std::uint64_t granted = 0;  // known to be approved within the login's timeout
    std::uint64_t requests = 0;
    std::uint64_t refused = 0;            // 429
    std::vector<double> seconds_to_know;  // from the approval on the phone
    [[nodiscard]] double percentile(double share) const;
    Figures& operator+=(const Figures& other);
};

Figures simulate(int daemons, const Load& load, const Strategy& strategy, int bucket_per_minute,
                 std::uint32_t seed);

}  // namespace okta_factor::bench
