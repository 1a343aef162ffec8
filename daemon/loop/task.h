// SPDX-License-Identifier: MIT
// Task<T>: the one coroutine type. Lazy, move-only, owns its frame: destroying a Task cancels what
// it waits for, because everything awaited is an object in the frame whose destructor takes it
// back.
//
// g++ 12 miscompiles some temporaries inside co_await expressions: bind aggregates and lambdas to
// named variables before awaiting.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace okta_factor::loop {

template <class T>
class [[nodiscard]] Task;

namespace detail {

struct PromiseBase {
    std::coroutine_handle<> continuation = std::noop_coroutine();
    std::exception_ptr error;

    struct FinalAwaiter {
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class Promise>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept {
            return self.promise().continuation;
        }
        void await_resume() const noexcept {}
    };

    [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
    [[nodiscard]] FinalAwaiter final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { error = std::current_exception(); }
};

template <class T>
struct Promise : PromiseBase {
    std::optional<T> value;
    Task<T> get_return_object() noexcept;
    template <class U>
    void return_value(U&& result) {
        value.emplace(std::forward<U>(result));
    }
    T take() {
        if (error) std::rethrow_exception(error);
        return std::move(*value);
    }
};

template <>
struct Promise<void> : PromiseBase {
    Task<void> get_return_object() noexcept;
    void return_void() const noexcept {}
    void take() const {
        if (error) std::rethrow_exception(error);
    }
};

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
  public:
    using promise_type = detail::Promise<T>;
    using Handle = std::coroutine_handle<promise_type>;

    Task() = default;
    explicit Task(Handle handle) noexcept : handle_(handle) {}
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    Task& operator=(Task&& other) noexcept {
        if (this != &other) {
            if (handle_) handle_.destroy();
            handle_ = std::exchange(other.handle_, {});
        }
        return *this;
    }
    ~Task() {
        if (handle_) handle_.destroy();
    }

    /// Awaiting starts the task; its exception, if any, is thrown to the awaiter. Once, for the
    /// frame goes with the result: who awaited may live on for a minute, a thousand at a time.
    auto operator co_await() noexcept {
        struct Awaiter {
            Task& task;
            [[nodiscard]] bool await_ready() const noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) const noexcept {
                task.handle_.promise().continuation = awaiting;
                return task.handle_;
            }
            T await_resume() const {
                const Task finished{std::move(task)};
                return finished.handle_.promise().take();
            }
        };
        return Awaiter{*this};
    }

    // For the owner of a root task (loop::Root) only.
    [[nodiscard]] bool done() const noexcept { return !handle_ || handle_.done(); }
    void start() const { handle_.resume(); }
    T result() const { return handle_.promise().take(); }

  private:
    Handle handle_;
};

namespace detail {
template <class T>
Task<T> Promise<T>::get_return_object() noexcept {
    return Task<T>{std::coroutine_handle<Promise>::from_promise(*this)};
}
inline Task<void> Promise<void>::get_return_object() noexcept {
    return Task<void>{std::coroutine_handle<Promise>::from_promise(*this)};
}
}  // namespace detail

}  // namespace okta_factor::loop
