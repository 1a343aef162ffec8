// SPDX-License-Identifier: MIT
// A machine that people log in to: an org, a bus, the daemon with both doors open, a PAM stack for
// each door.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "tests/integration/daemon/caller.h"
#include "tests/integration/daemon/daemon.h"
#include "tests/integration/daemon/org.h"
#include "tests/support/pam_client.h"
#include "tests/support/private_bus.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::integration {

enum class Door { socket, bus };

[[nodiscard]] std::string name_of(Door door);
inline void PrintTo(Door door, std::ostream* out) {
    *out << name_of(door);
}

class Machine {
  public:
    explicit Machine(const Configuration& configuration = {});

    [[nodiscard]] Org& org() noexcept { return org_; }
    [[nodiscard]] test::PrivateBus& bus() noexcept { return bus_; }
    [[nodiscard]] Daemon& daemon() noexcept { return daemon_; }
    [[nodiscard]] const test::TempDir& folder() const noexcept { return folder_; }

    void stop_bus();
    /// At the same address; a later daemon of the same folder.
    void restart_bus();

    /// Fills in the stack, whose only module knocks at that door.
    test::PamResult log_in(Door door, test::PamLogin login) const;
    /// Who speaks to the daemon himself.
    [[nodiscard]] Caller caller(Door door) const;

    /// Until the daemon knows that Okta is back: its own probes find out.
    void await_okta() const;

    /// Until nobody logs in any more: a caller that went is noticed a moment later.
    void await_nobody() const;

    /// Ends the daemon and looks at what it left: it must have ended well, and told no secret.
    void inspect();

  private:
    test::TempDir folder_;
    mutable std::mutex stacks_mutex_;  // logins of a crowd run in threads
    Org org_;
    test::PrivateBus bus_;
    std::optional<test::ChildProcess> second_bus_;
    Daemon daemon_;
};

/// Tests that share one machine, which is inspected after the last of them.
class MachineTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { set_up({}); }
    static void TearDownTestSuite();
    void TearDown() override;
    static void set_up(const Configuration& configuration);

    static Machine& machine() { return *machine_; }
    static Org& org() { return machine_->org(); }
    static Daemon& daemon() { return machine_->daemon(); }

  private:
    static std::unique_ptr<Machine> machine_;
};

/// The same test at both doors.
class AtBothDoors : public MachineTest, public testing::WithParamInterface<Door> {};

#define AT_BOTH_DOORS(suite)                                                    \
    INSTANTIATE_TEST_SUITE_P(, suite, testing::Values(Door::socket, Door::bus), \
                             [](const auto& door) { return name_of(door.param); })

}  // namespace okta_factor::integration
