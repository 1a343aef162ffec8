// SPDX-License-Identifier: MIT
#include "daemon/loop/event_loop.h"

#include <cxxabi.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <system_error>
#include <typeinfo>
#include <utility>

#include "daemon/loop/exception_text.h"

namespace okta_factor::loop {
namespace {

int check(int result, const char* what) {
    if (result < 0) throw std::system_error(-result, std::generic_category(), what);
    return result;
}

// What a handler is called in the source: "okta_factor::bus::SystemDoor::retry()::{lambda()#1}".
std::string name_of(const std::type_info& handler) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name{
        abi::__cxa_demangle(handler.name(), nullptr, nullptr, &status), &std::free};
    return name ? name.get() : handler.name();
}

void report_from(Executor& executor, const std::type_info& handler) noexcept {
    const auto error = std::current_exception();
    try {
        executor.report(name_of(handler), error);
    } catch (const std::bad_alloc&) {
        executor.report("a handler", error);
    }
}

// No exception may leave an sd-event callback: it would cross C frames.
template <class Handler, class... Arguments>
void guarded(Executor& executor, const std::function<Handler>& handler,
             Arguments... arguments) noexcept {
    try {
        if (handler) handler(arguments...);
    } catch (...) {
        report_from(executor, handler.target_type());
    }
}

struct Call final : Scheduled {
    explicit Call(Executor& e, std::function<void()> c) : executor(e), call(std::move(c)) {}
    Executor& executor;
    std::function<void()> call;
    EventSource source;

    // The call is moved out first: it may destroy this very object.
    void fire() noexcept {
        auto& reporter = executor;
        const auto now = std::move(call);
        guarded(reporter, now);
    }
};

template <class Handler>
struct Watcher {
    Executor& executor;
    std::function<Handler> handler;
    static void destroy(void* self) { std::unique_ptr<Watcher>(static_cast<Watcher*>(self)); }
};

// The watcher belongs to the source, which frees it with itself. A handler that drops its own
// source while running stays alive until it returns: sd-event holds a reference meanwhile.
template <class Handler>
EventSource owning(sd_event_source* source, std::unique_ptr<Watcher<Handler>> watcher) {
    EventSource owned{source};
    sd_event_source_set_destroy_callback(source, &Watcher<Handler>::destroy);
    static_cast<void>(watcher.release());
    return owned;
}

}  // namespace

EventLoop::EventLoop(Log* log) : log_(log) {
    sd_event* event = nullptr;
    check(sd_event_new(&event), "sd_event_new");
    event_.reset(event);
}

TimePoint EventLoop::now() const {
    return Clock::now();
}

WallTime EventLoop::wall_time() const {
    return std::chrono::system_clock::now();
}

void EventLoop::report(std::string_view where, const std::exception_ptr& error) noexcept try {
    const auto text = "Internal error in " + std::string{where} + ": " + text_of(error);
    if (log_ != nullptr)
        log_->error(text);
    else
        std::fprintf(stderr, "%s\n", text.c_str());
} catch (const std::exception&) {  // no memory for the words
    if (log_ != nullptr) log_->error("Internal error: out of memory");
}

ScheduledCall EventLoop::call_at(TimePoint when, std::function<void()> call) {
    return call_at_with(when, std::move(call), SD_EVENT_PRIORITY_NORMAL);
}

ScheduledCall EventLoop::call_after_arrivals(TimePoint when, std::function<void()> call) {
    return call_at_with(when, std::move(call), SD_EVENT_PRIORITY_NORMAL + 1);
}

ScheduledCall EventLoop::call_at_with(TimePoint when, std::function<void()> call,
                                      std::int64_t priority) {
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    constexpr uint64_t accuracy_usec = 1000;
    const auto usec = duration_cast<microseconds>(when.time_since_epoch()).count();
    auto scheduled = std::make_unique<Call>(*this, std::move(call));
    sd_event_source* source = nullptr;
    check(sd_event_add_time(
              event_.get(), &source, CLOCK_MONOTONIC, usec > 0 ? static_cast<uint64_t>(usec) : 0,
              accuracy_usec,
              [](sd_event_source*, uint64_t, void* self) {
                  static_cast<Call*>(self)->fire();
                  return 0;
              },
              scheduled.get()),
          "sd_event_add_time");
    scheduled->source.reset(source);
    check(sd_event_source_set_priority(source, priority), "sd_event_source_set_priority");
    return scheduled;
}

ScheduledCall EventLoop::call_soon(std::function<void()> call) {
    auto scheduled = std::make_unique<Call>(*this, std::move(call));
    sd_event_source* source = nullptr;
    check(sd_event_add_defer(
              event_.get(), &source,
              [](sd_event_source*, void* self) {
                  static_cast<Call*>(self)->fire();
                  return 0;
              },
              scheduled.get()),
          "sd_event_add_defer");
    scheduled->source.reset(source);
    return scheduled;
}

EventSource EventLoop::watch(int fd, unsigned events, std::function<void(unsigned)> handler) {
    using IoWatcher = Watcher<void(unsigned)>;
    auto watcher = std::make_unique<IoWatcher>(IoWatcher{*this, std::move(handler)});
    sd_event_source* source = nullptr;
    check(sd_event_add_io(
              event_.get(), &source, fd, events,
              [](sd_event_source*, int, uint32_t revents, void* self) {
                  const auto& ready = *static_cast<IoWatcher*>(self);
                  guarded(ready.executor, ready.handler, revents);
                  return 0;
              },
              watcher.get()),
          "sd_event_add_io");
    return owning(source, std::move(watcher));
}

EventSource EventLoop::on_signal(int signal, std::function<void()> handler) {
    using SignalWatcher = Watcher<void()>;
    auto watcher = std::make_unique<SignalWatcher>(SignalWatcher{*this, std::move(handler)});
    sd_event_source* source = nullptr;
    check(sd_event_add_signal(
              event_.get(), &source, signal,
              [](sd_event_source*, const signalfd_siginfo*, void* self) {
                  const auto& arrived = *static_cast<SignalWatcher*>(self);
                  guarded(arrived.executor, arrived.handler);
                  return 0;
              },
              watcher.get()),
          "sd_event_add_signal");
    return owning(source, std::move(watcher));
}

}  // namespace okta_factor::loop
