// SPDX-License-Identifier: MIT
// Tasks that nobody waits for: they end on their own, or with this.
#pragma once

#include <cstddef>
#include <list>
#include <utility>

#include "daemon/loop/awaitables.h"

namespace okta_factor::okta {

class Background {
  public:
    Background(loop::Executor& executor, std::size_t most) : executor_(executor), most_(most) {}

    /// False, and the task is dropped, where too many run already.
    bool start(loop::Task<void> task) {
        if (running_.size() >= most_) return false;
        const auto position = running_.emplace(running_.end());
        *position =
            loop::Root{executor_, std::move(task),
                       [this, position](const std::exception_ptr&) { running_.erase(position); }};
        return true;
    }

    [[nodiscard]] std::size_t running() const noexcept { return running_.size(); }

  private:
    loop::Executor& executor_;
    std::size_t most_;
    std::list<loop::Root> running_;
};

}  // namespace okta_factor::okta
