// SPDX-License-Identifier: MIT
// The narrow interface to time: what a coroutine may ask of the event loop. Tests replace it by a
// clock they wind.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string_view>

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

    /// For an exception that nobody waits for: it is logged, and everything else goes on. `where`
    /// names the handler or the task that threw it.
    virtual void report(std::string_view where, const std::exception_ptr& error) noexcept = 0;
};

}  // namespace okta_factor::loop
