// SPDX-License-Identifier: MIT
// What every bound asks: is there room for one more, and if not, when?
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "daemon/loop/executor.h"

namespace okta_factor::login {

inline std::chrono::seconds whole_seconds_until(loop::TimePoint end, loop::TimePoint now) {
    return std::max(std::chrono::ceil<std::chrono::seconds>(end - now), std::chrono::seconds{1});
}

/// `ends`: when each of those that count now no longer does. Nothing where fewer than `max` count,
/// else how long until that is so. At least 1 s.
inline std::optional<std::chrono::seconds> wait_for_room(std::vector<loop::TimePoint> ends,
                                                         std::size_t max, loop::TimePoint now) {
    if (ends.size() < max) return std::nullopt;
    const auto last_to_go = ends.begin() + static_cast<std::ptrdiff_t>(ends.size() - max);
    std::ranges::nth_element(ends, last_to_go);
    return whole_seconds_until(*last_to_go, now);
}

}  // namespace okta_factor::login
