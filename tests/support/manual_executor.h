// SPDX-License-Identifier: MIT
// An executor whose clock stands still until the test winds it: waiting costs nothing and order is
// certain.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/loop/exception_text.h"
#include "daemon/loop/executor.h"
#include "daemon/loop/task.h"

namespace okta_factor::test {

class ManualExecutor final : public loop::Executor {
  public:
    [[nodiscard]] loop::TimePoint now() const override { return state_->now; }
    [[nodiscard]] loop::WallTime wall_time() const override { return wall_time_; }
    void set_wall_time(loop::WallTime time) { wall_time_ = time; }

    [[nodiscard]] loop::ScheduledCall call_at(loop::TimePoint when,
                                              std::function<void()> call) override {
        const Key key{std::max(when, now()), state_->next_number++};
        state_->calls.emplace(key, std::move(call));
        return std::make_unique<Entry>(state_, key);
    }
    [[nodiscard]] loop::ScheduledCall call_soon(std::function<void()> call) override {
        return call_at(now(), std::move(call));
    }

    void report(std::string_view where, const std::exception_ptr& error) noexcept override {
        reported_ += std::string{where} + ": " + loop::text_of(error) + '\n';
    }
    /// What nobody waited for, one a line.
    [[nodiscard]] const std::string& reported() const { return reported_; }

    /// Calls that are still to come.
    [[nodiscard]] std::size_t pending() const { return state_->calls.size(); }
    /// When the next of them is due.
    [[nodiscard]] std::optional<loop::TimePoint> next_due() const {
        if (state_->calls.empty()) return std::nullopt;
        return state_->calls.begin()->first.first;
    }

    /// Everything due by now, and whatever that makes due.
    void run_ready() { advance(loop::Clock::duration::zero()); }

    /// Winds both clocks on, stopping at every call on the way.
    void advance(loop::Clock::duration by) {
        const auto end = now() + by;
        for (int turns = 0; next_due() && *next_due() <= end; ++turns) {
            if (turns == max_turns) throw std::logic_error("ManualExecutor: it never becomes idle");
            step();
        }
        wind_to(end);
    }

    /// Runs a task to its end, winding the clock as far as it takes; its result, or its exception.
    template <class T>
    T finish(loop::Task<T> task) {
        task.start();
        for (int turns = 0; !task.done(); ++turns) {
            if (!next_due()) throw std::logic_error("ManualExecutor: the task waits for ever");
            if (turns == max_turns) throw std::logic_error("ManualExecutor: the task never ends");
            step();
        }
        return task.result();
    }

  private:
    using Key = std::pair<loop::TimePoint, std::uint64_t>;  // the number keeps the order of equals
    static constexpr int max_turns = 1'000'000;

    struct State {
        loop::TimePoint now{std::chrono::hours{1}};
        std::uint64_t next_number = 0;
        std::map<Key, std::function<void()>> calls;
    };

    struct Entry final : loop::Scheduled {
        Entry(std::shared_ptr<State> s, Key k) : state(std::move(s)), key(k) {}
        Entry(const Entry&) = delete;
        Entry& operator=(const Entry&) = delete;
        ~Entry() override { state->calls.erase(key); }
        std::shared_ptr<State> state;  // a call may be taken back after the executor is gone
        Key key;
    };

    void wind_to(loop::TimePoint time) {
        wall_time_ += std::chrono::duration_cast<loop::WallTime::duration>(time - state_->now);
        state_->now = time;
    }

    void step() {
        auto node = state_->calls.extract(state_->calls.begin());
        wind_to(std::max(node.key().first, now()));
        node.mapped()();
    }

    std::shared_ptr<State> state_ = std::make_shared<State>();
    std::string reported_;
    loop::WallTime wall_time_{std::chrono::seconds{1'780'000'000}};  // some day in 2026
};

}  // namespace okta_factor::test
