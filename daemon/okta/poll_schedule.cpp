// SPDX-License-Identifier: MIT
#include "daemon/okta/poll_schedule.h"

#include <algorithm>

namespace okta_factor::okta {
namespace {

using std::chrono::milliseconds;
using Millis = std::chrono::duration<double, std::milli>;

constexpr Millis window{60'000};               // of Okta's limits
constexpr double reserve = 0.1;                // of the limit, kept for challenges and codes
constexpr Millis spread_after_reset{5'000};    // else the whole fleet comes back in one second
constexpr double most_polls_per_second = 300;  // of one daemon, whatever the org allows

// The person takes the phone out within seconds or has gone for a while. A push approved after 20 s
// costs 12 polls, so 15 requests with the list, the challenge and the user's status.
Millis by_age(milliseconds age) {
    using namespace std::chrono_literals;
    if (age < 5s) return Millis{1'600};
    if (age < 30s) return Millis{1'750};
    if (age < 60s) return Millis{2'500};
    return Millis{4'000};
}

double share_left(const PollConditions& now) {
    return std::clamp(static_cast<double>(now.remaining) / now.limit, 0.0, 1.0);
}

double window_left(const PollConditions& now) {
    return std::clamp(Millis{now.until_reset} / window, 0.0, 1.0);
}

// Above 1 when the fleet spends faster than the window lasts: what is left of the time, by what is
// left of the quota. Cubed, so that it calms down before the reserve is reached.
double hurry(const PollConditions& now) {
    constexpr double tolerated = 1.1;
    const double spendable = std::max(share_left(now) - reserve, 0.01);
    const double pace = window_left(now) / (spendable * tolerated);
    return std::max(1.0, pace * pace * pace);
}

// This daemon's own waiting pushes share half of what it may spend until the reset.
Millis by_own_share(const PollConditions& now) {
    double per_second = most_polls_per_second;
    if (now.limit > 0) {
        const double seconds_left = std::max(Millis{now.until_reset}.count() / 1000, 1.0);
        const double spendable = std::max(now.remaining - reserve * now.limit, 1.0);
        per_second = std::min(per_second, spendable / 2 / seconds_left);
    }
    return Millis{1000.0 * now.active_pushes / per_second};
}

Millis jittered(Millis delay, double jitter) {
    constexpr double width = 0.2;  // ± 10 %
    return delay * (1 + width * (jitter - 0.5));
}

// Who waits for a turn of a long round begins anywhere in it: else all would be asked about at its
// end, and nobody before.
Millis in_turn(Millis round, const PollConditions& now) {
    constexpr milliseconds new_push{1'000};
    const bool joins = now.age < new_push && now.active_pushes > 1;
    return joins ? round * now.jitter : jittered(round, now.jitter);
}

Millis wanted(const PollConditions& now) {
    const auto by_clock = jittered(by_age(now.age), now.jitter);
    const auto by_share = in_turn(by_own_share(now), now);
    if (now.limit <= 0) return std::max(by_clock, by_share);
    const Millis after_reset = Millis{now.until_reset} + spread_after_reset * now.jitter;
    if (share_left(now) <= reserve) return std::max(by_clock, after_reset);
    const auto calm = std::max(in_turn(by_age(now.age) * hurry(now), now), by_share);
    return std::max(by_clock, std::min(calm, after_reset));
}

// The longer everybody had to wait, the wider they spread.
Millis after_being_told(Millis told, double jitter) {
    return told + std::min(told, spread_after_reset) * jitter;
}

}  // namespace

milliseconds next_poll_delay(const PollConditions& now) {
    Millis delay = wanted(now);
    if (now.told_to_wait)
        delay = std::max(delay, after_being_told(Millis{*now.told_to_wait}, now.jitter));
    return std::chrono::duration_cast<milliseconds>(delay);
}

}  // namespace okta_factor::okta
