// SPDX-License-Identifier: MIT
// Points in time on CLOCK_MONOTONIC, in microseconds as sd-bus counts them.
#pragma once

#include <time.h>

#include <algorithm>
#include <climits>
#include <cstdint>

namespace okta_factor::pam {

using Microseconds = std::uint64_t;

inline constexpr Microseconds second = 1'000'000;

inline Microseconds now() noexcept {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<Microseconds>(time.tv_sec) * second +
           static_cast<Microseconds>(time.tv_nsec) / 1000;
}

/// What poll() is to be given to sleep until `when`: milliseconds, rounded up so that it is past
/// then.
inline int poll_timeout(Microseconds when) noexcept {
    const auto time = now();
    if (when <= time) return 0;
    const auto milliseconds =
        (std::min(when - time, Microseconds{INT_MAX} * 1000 - 999) + 999) / 1000;
    return static_cast<int>(milliseconds);
}

}  // namespace okta_factor::pam
