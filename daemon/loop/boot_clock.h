// SPDX-License-Identifier: MIT
// CLOCK_BOOTTIME: goes on while the machine sleeps, and nobody can set it (clock_gettime(2)).
#pragma once

#include <chrono>
#include <ctime>
#include <functional>

namespace okta_factor::loop {

/// Since the machine started. Tests bring their own.
using BootClock = std::function<std::chrono::nanoseconds()>;

inline std::chrono::nanoseconds time_since_boot() {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

}  // namespace okta_factor::loop
