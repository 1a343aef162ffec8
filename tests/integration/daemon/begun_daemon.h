// SPDX-License-Identifier: MIT
// A daemon that is started again and again in one folder: what it kept is there the next time.
#pragma once

#include <gtest/gtest.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {

class BegunDaemon : public testing::Test {
  protected:
    BegunDaemon() : org_(folder_.path()) {}
    void TearDown() override {
        if (HasFailure() && daemon_) std::cerr << daemon_->log();
    }

    /// In place of the one before, which a power loss ended.
    void start(const Configuration& configuration) {
        if (daemon_) {
            daemon_->process().signal(SIGKILL);
            daemon_->process().wait(std::chrono::seconds(10));
        }
        daemon_.emplace(folder_.path(), org_, Daemon::Doors{.socket = folder_ / "door", .bus = ""},
                        configuration);
    }
    [[nodiscard]] Caller caller() const { return Caller::at_socket(folder_ / "door"); }
    [[nodiscard]] Daemon& daemon() { return *daemon_; }
    static Facts facts(const Person& person) {
        return {{"user", person.name}, {"service", "sshd"}};
    }

    test::TempDir folder_;
    Org org_;
    std::optional<Daemon> daemon_;
};

}  // namespace okta_factor::integration
