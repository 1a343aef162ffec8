// SPDX-License-Identifier: MIT
// A disk that takes a moment, is full or hangs, as a test wants it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "common/log.h"
#include "daemon/loop/awaitables.h"
#include "daemon/recovery/codes.h"
#include "tests/support/manual_executor.h"

namespace okta_factor::test {

struct Disk {
    recovery::Book content;
    bool full = false;
    int writes = 0;
    std::chrono::milliseconds takes{100};  // as long as a login has patience: it hangs
};

class FakeStorage final : public recovery::Storage {
  public:
    FakeStorage(ManualExecutor& executor, Disk& disk) : executor_(executor), disk_(disk) {}

    // What was handed over is written whether anybody waits or not, as on the worker.
    loop::Task<tl::expected<void, std::string>> keep(recovery::Book book) override {
        const bool full = disk_.full;
        writing_.push_back(
            executor_.call_at(executor_.now() + disk_.takes, [this, full, kept = std::move(book)] {
                ++disk_.writes;
                if (!full) disk_.content = kept;
            }));
        loop::Sleep writing{executor_, executor_.now() + disk_.takes};
        co_await writing;
        if (full) co_return tl::unexpected{std::string{"No space left on device"}};
        co_return tl::expected<void, std::string>{};
    }

  private:
    ManualExecutor& executor_;
    Disk& disk_;
    std::vector<loop::ScheduledCall> writing_;
};

class KeptLog final : public Log {
  public:
    std::string text;

  private:
    void write(int priority, std::string_view line) noexcept override {
        text += std::to_string(priority) + ' ' + std::string{line} + '\n';
    }
};

}  // namespace okta_factor::test
