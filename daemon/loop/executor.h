// SPDX-License-Identifier: MIT
// The narrow interface to time: what a coroutine may ask of the event loop. Tests replace it by a
// clock they wind.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace okta_factor::loop {

using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC
using TimePoint = Clock::time_point;
using WallTime = std::chrono::system_clock::time_point;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// A call that is still to come; destroying it takes the call back.
class Scheduled {
  public:
    Scheduled() = default;
    Scheduled(const Scheduled&) = delete;
    Scheduled& operator=(const Scheduled&) = delete;
    virtual ~Scheduled() = default;
};
using ScheduledCall = std::unique_ptr<Scheduled>;

class Executor {
  public:
    Executor() = default;
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;
    virtual ~Executor() = default;

    [[nodiscard]] virtual TimePoint now() const = 0;
    [[nodiscard]] virtual WallTime wall_time() const = 0;
    /// Calls once, from the loop, never from within call_at itself; at once if `when` is past.
    [[nodiscard]] virtual ScheduledCall call_at(TimePoint when, std::function<void()> call) = 0;
    /// Calls once, on the next turn of the loop.
    [[nodiscard]] virtual ScheduledCall call_soon(std::function<void()> call) = 0;
};

}  // namespace okta_factor::loop
