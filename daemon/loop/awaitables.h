// SPDX-License-Identifier: MIT
// What a coroutine can wait for: a point in time, a notification, the end of another task.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "daemon/loop/executor.h"
#include "daemon/loop/task.h"

namespace okta_factor::loop {

/// co_await Sleep{executor, when}: resumes from the loop at `when`.
class Sleep {
  public:
    Sleep(Executor& executor, TimePoint when) : executor_(executor), when_(when) {}
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) {
        call_ = executor_.call_at(when_, [awaiting] { awaiting.resume(); });
    }
    void await_resume() const noexcept {}

  private:
    Executor& executor_;
    TimePoint when_;
    ScheduledCall call_;
};

/// A latched wake-up for one waiter. notify() never resumes the waiter from within: it does so on
/// the loop's next turn, so whoever notifies cannot be destroyed by the coroutine it wakes. Waiter
/// and notification may go in either order.
class Notification {
    class Awaiter {
      public:
        explicit Awaiter(Notification& owner) : owner_(&owner) {}
        Awaiter(const Awaiter&) = delete;
        Awaiter& operator=(const Awaiter&) = delete;
        ~Awaiter() {
            if (owner_ && owner_->waiter_ == this) owner_->waiter_ = nullptr;
        }
        [[nodiscard]] bool await_ready() const noexcept { return owner_->notified_; }
        void await_suspend(std::coroutine_handle<> awaiting) noexcept {
            awaiting_ = awaiting;
            owner_->waiter_ = this;
        }
        void await_resume() const noexcept { owner_->notified_ = false; }

      private:
        friend class Notification;
        Notification* owner_;
        std::coroutine_handle<> awaiting_;
    };

  public:
    explicit Notification(Executor& executor) : executor_(executor) {}
    Notification(const Notification&) = delete;
    Notification& operator=(const Notification&) = delete;
    ~Notification() {
        if (waiter_) waiter_->owner_ = nullptr;
    }

    void notify() {
        notified_ = true;
        if (waiter_ && !wake_up_) wake_up_ = executor_.call_soon([this] { resume(); });
    }

    /// Resumes once notify() was called since the last await.
    auto operator co_await() noexcept { return Awaiter{*this}; }

  private:
    void resume() {
        wake_up_.reset();
        if (auto* waiter = std::exchange(waiter_, nullptr)) waiter->awaiting_.resume();
    }

    Executor& executor_;
    bool notified_ = false;
    Awaiter* waiter_ = nullptr;
    ScheduledCall wake_up_;
};

/// A task that runs beside its owner: started at once, cancelled when this goes.
class Root {
  public:
    Root() = default;
    /// `done` is called from the loop, with what the task threw.
    Root(Executor& executor, Task<void> task, std::function<void(std::exception_ptr)> done)
        : state_(std::make_unique<State>(executor, std::move(task), std::move(done))) {
        state_->wrapper = run(*state_);
        state_->wrapper.start();
    }
    /// What the task throws is reported under its name.
    Root(Executor& executor, std::string name, Task<void> task)
        : Root(executor, std::move(task),
               [&executor, name = std::move(name)](const std::exception_ptr& error) {
                   if (error) executor.report(name, error);
               }) {}
    [[nodiscard]] bool running() const noexcept { return state_ && !state_->finished; }

  private:
    struct State {
        State(Executor& e, Task<void> t, std::function<void(std::exception_ptr)> d)
            : executor(e), task(std::move(t)), done(std::move(d)) {}
        Executor& executor;
        Task<void> task;
        std::function<void(std::exception_ptr)> done;
        bool finished = false;
        ScheduledCall completion;
        Task<void> wrapper;  // last: destroyed first, while what it refers to still stands
    };

    // The completion is posted: the owner may destroy this Root, frame and all, in its `done`.
    static Task<void> run(State& state) {
        std::exception_ptr error;
        try {
            co_await state.task;
        } catch (...) {
            error = std::current_exception();
        }
        state.finished = true;
        state.completion = state.executor.call_soon([&state, error] {
            auto done = std::move(state.done);
            if (done)
                done(error);
            else if (error)
                state.executor.report("a task", error);
        });
    }

    std::unique_ptr<State> state_;
};

/// A task started at once whose result is awaited later: two requests on their way at the same
/// time.
template <class T>
class Concurrent {
  public:
    Concurrent(Executor& executor, std::string name, Task<T> task)
        : executor_(executor),
          name_(std::move(name)),
          changed_(executor),
          root_(executor, name_, store(std::move(task))) {}
    Concurrent(const Concurrent&) = delete;
    Concurrent& operator=(const Concurrent&) = delete;
    /// What the task threw and nobody fetched is reported under its name.
    ~Concurrent() {
        if (error_) executor_.report(name_, error_);
    }

    /// Once.
    Task<T> result() {
        while (!value_ && !error_)
            co_await changed_;
        if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
        co_return std::move(*value_);
    }

  private:
    Task<void> store(Task<T> task) {
        try {
            value_.emplace(co_await task);
        } catch (...) {
            error_ = std::current_exception();
        }
        changed_.notify();
    }

    Executor& executor_;
    std::string name_;
    std::optional<T> value_;
    std::exception_ptr error_;
    Notification changed_;
    Root root_;
};

}  // namespace okta_factor::loop
