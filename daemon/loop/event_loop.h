// SPDX-License-Identifier: MIT
// The one event loop: sd-event behind RAII, and the Executor that the rest of the daemon sees.
#pragma once

#include <systemd/sd-event.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "common/log.h"
#include "daemon/loop/executor.h"

namespace okta_factor::loop {

struct EventSourceDeleter {
    void operator()(sd_event_source* source) const noexcept {
        sd_event_source_disable_unref(source);
    }
};
using EventSource = std::unique_ptr<sd_event_source, EventSourceDeleter>;

class EventLoop final : public Executor {
  public:
    /// Throws std::system_error. `log` takes what report() is given; without one stderr does.
    explicit EventLoop(Log* log = nullptr);

    [[nodiscard]] TimePoint now() const override;
    [[nodiscard]] WallTime wall_time() const override;
    [[nodiscard]] ScheduledCall call_at(TimePoint when, std::function<void()> call) override;
    [[nodiscard]] ScheduledCall call_soon(std::function<void()> call) override;
    void report(std::string_view where, const std::exception_ptr& error) noexcept override;

    /// At that time, but not before whatever has arrived by then was handled: for deadlines of
    /// peers, who are not to blame where this process comes late.
    [[nodiscard]] ScheduledCall call_after_arrivals(TimePoint when, std::function<void()> call);

    /// Calls `handler(revents)` whenever one of `events` (EPOLLIN, …) is ready on fd, which stays
    /// the caller's.
    [[nodiscard]] EventSource watch(int fd, unsigned events, std::function<void(unsigned)> handler);
    /// The signal must be blocked in every thread.
    [[nodiscard]] EventSource on_signal(int signal, std::function<void()> handler);

    [[nodiscard]] sd_event* handle() const noexcept { return event_.get(); }
    int run() { return sd_event_loop(event_.get()); }
    void stop(int code) { sd_event_exit(event_.get(), code); }

  private:
    ScheduledCall call_at_with(TimePoint when, std::function<void()> call, std::int64_t priority);

    struct EventDeleter {
        void operator()(sd_event* event) const noexcept { sd_event_unref(event); }
    };
    std::unique_ptr<sd_event, EventDeleter> event_;
    Log* log_;
};

}  // namespace okta_factor::loop
