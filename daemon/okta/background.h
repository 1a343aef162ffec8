// SPDX-License-Identifier: MIT
// Tasks that nobody waits for: they end on their own, or with this.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <string>
#include <utility>

#include "daemon/loop/awaitables.h"

namespace okta_factor::okta {

class Background {
  public:
    /// What a task throws is reported under `name`.
    Background(loop::Executor& executor, std::string name, std::size_t most)
        : executor_(executor), name_(std::move(name)), most_(most) {}

    /// `idle` is called from the loop, each time the last task has ended.
    void when_idle(std::function<void()> idle) { idle_ = std::move(idle); }

    /// False, and the task is dropped, where too many run already.
    bool start(loop::Task<void> task) {
        if (running_.size() >= most_) return false;
        const auto position = running_.emplace(running_.end());
        *position = loop::Root{executor_, std::move(task),
                               [this, position](const std::exception_ptr& error) {
                                   if (error) executor_.report(name_, error);
                                   ended(position);
                               }};
        return true;
    }

    [[nodiscard]] std::size_t running() const noexcept { return running_.size(); }

  private:
    void ended(std::list<loop::Root>::iterator position) {
        running_.erase(position);
        const auto idle = idle_;  // a copy: this may go in it
        if (running_.empty() && idle) idle();
    }

    loop::Executor& executor_;
    std::string name_;
    std::size_t most_;
    std::function<void()> idle_;
    std::list<loop::Root> running_;
};

}  // namespace okta_factor::okta
