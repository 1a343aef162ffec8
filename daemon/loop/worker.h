// SPDX-License-Identifier: MIT
// The one thread beside the loop, for what may block: the disk. Values go in, values come out,
// nothing is shared.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "daemon/loop/awaitables.h"
#include "daemon/loop/event_loop.h"

namespace okta_factor::loop {

class Worker {
  public:
    /// Signals must be blocked already: the thread takes over the mask. Throws std::system_error.
    explicit Worker(EventLoop& loop);
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    /// Whatever was handed over is done first; nobody is told any more.
    ~Worker();

    /// Does `work` on the thread, in the order of the calls, and resumes from the loop with what it
    /// returned or threw. Work that was handed over is done even if nobody waits for it any more.
    /// `work` owns all that it uses.
    template <class Work>
    Task<std::invoke_result_t<Work&>> run(Work work) {
        using Result = std::invoke_result_t<Work&>;
        struct Returned {
            std::optional<Result> result;
            std::exception_ptr error;
        };
        const auto done = std::make_shared<Returned>();
        Waiter waiter{*this};
        hand_over(waiter.number(), [done, work = std::move(work)]() mutable noexcept {
            try {
                done->result.emplace(work());
            } catch (...) {
                done->error = std::current_exception();
            }
            return done->error;
        });
        co_await waiter.told();
        if (done->error) std::rethrow_exception(done->error);
        co_return std::move(*done->result);
    }

  private:
    struct Job {
        std::uint64_t number;
        std::function<std::exception_ptr()> work;
    };

    struct Done {
        std::uint64_t number;
        std::exception_ptr error;  // for the log, if nobody waits for it any more
    };

    /// Who waits for a job. A coroutine that is destroyed takes itself off the list.
    class Waiter {
      public:
        explicit Waiter(Worker& worker)
            : worker_(worker), number_(worker.next_number_++), told_(worker.loop_) {
            worker_.waiting_.emplace(number_, &told_);
        }
        Waiter(const Waiter&) = delete;
        Waiter& operator=(const Waiter&) = delete;
        ~Waiter() { worker_.waiting_.erase(number_); }
        [[nodiscard]] std::uint64_t number() const { return number_; }
        Notification& told() { return told_; }

      private:
        Worker& worker_;
        std::uint64_t number_;
        Notification told_;
    };

    class EventFd {
      public:
        EventFd();
        EventFd(const EventFd&) = delete;
        EventFd& operator=(const EventFd&) = delete;
        ~EventFd();
        [[nodiscard]] int get() const { return fd_; }
        void raise() const noexcept;
        void clear() const noexcept;

      private:
        int fd_;
    };

    void hand_over(std::uint64_t number, std::function<std::exception_ptr()> work);
    void work_off(const std::stop_token& stop);
    void tell_waiting();

    EventLoop& loop_;
    std::uint64_t next_number_ = 0;
    std::map<std::uint64_t, Notification*> waiting_;
    EventFd done_event_;
    EventSource done_watch_;

    std::mutex mutex_;  // of the two below
    std::deque<Job> queue_;
    std::vector<Done> done_;
    std::condition_variable_any changed_;
    std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace okta_factor::loop
