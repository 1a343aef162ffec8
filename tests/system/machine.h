// SPDX-License-Identifier: MIT
// The little machine at work: system bus, Okta org, policy daemon and sshd, all of them real but
// the org.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/system/phone.h"
#include "tests/system/private_files.h"

namespace okta_factor::system_test {

struct MachineSettings {
    std::string host_name = "web1";
    Programs programs = Programs::of_this_build();
    std::string configuration{};  // appended to /etc/okta-factor.conf
    bool direct_socket = true;    // else the module must take the system bus
    /// Instead of the usual ones, by path. What begins with #! can be executed.
    std::map<std::string, std::string> files{};
};

class Machine {
  public:
    /// Everything is ready when it returns; throws, with what the programs said, if not.
    explicit Machine(MachineSettings settings = {});

    [[nodiscard]] const Phone& phone() const { return phone_; }
    test::ChildProcess& daemon() { return *daemon_; }
    test::ChildProcess& bus() { return *bus_; }

    /// A command line as `user` would type it; a shell runs it with a plain environment.
    [[nodiscard]] test::Command command(const std::string& line,
                                        const std::string& user = "root") const;

    /// What the programs have logged, for the message of a test that failed.
    [[nodiscard]] static std::string logs();

  private:
    void start_bus();
    void start_org();
    void start_daemon();
    void start_sshd();

    MachineSettings settings_;
    Phone phone_;
    std::optional<test::ChildProcess> bus_, org_, daemon_, sshd_;  // in the order of need
};

}  // namespace okta_factor::system_test
