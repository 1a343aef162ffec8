// SPDX-License-Identifier: MIT
// [metrics] textfile: written anew every quarter of a minute, whole or not at all.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/log.h"
#include "daemon/loop/awaitables.h"
#include "daemon/loop/worker.h"

namespace okta_factor::daemon {

class MetricsFile {
  public:
    /// `text` is what the file says at the moment. Everything passed must outlive this.
    MetricsFile(loop::EventLoop& loop, Log& log, std::function<std::string()> text);

    /// From now on, at once and then again and again; empty: no more.
    void write_to(std::string path);

  private:
    void write_and_wait();
    loop::Task<void> write();

    loop::EventLoop& loop_;
    Log& log_;
    std::function<std::string()> text_;
    std::string path_;
    bool complained_ = false;             // once for each reason to, not every quarter of a minute
    std::optional<loop::Worker> worker_;  // its own: a folder that hangs holds up nothing else
    loop::ScheduledCall next_;
    loop::Root writing_;
};

}  // namespace okta_factor::daemon
