// SPDX-License-Identifier: MIT
// A program that a test starts, stops, kills and asks for its end.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/unique_fd.h"

namespace okta_factor::test {

struct Account {
    uid_t uid = 0;
    gid_t gid = 0;
};

struct Command {
    std::vector<std::string> arguments{};  // the program (with its path, or found in PATH) first
    /// The whole environment; absent: the test's own.
    std::optional<std::map<std::string, std::string>> environment{};
    std::string output{};         // file that stdout and stderr are appended to; empty: inherited
    std::string directory{};      // where it starts; empty: where the test is
    std::optional<Account> as{};  // whom it becomes, without other groups
    /// Sockets passed as systemd does: descriptors 3 and up, LISTEN_FDS and LISTEN_PID set.
    std::vector<int> listen_fds{};
};

/// Waits for the end of a child; nothing if it is still running after `timeout`.
/// The value is the exit status, or 128 + the signal that killed it.
std::optional<int> wait_for_exit(pid_t pid, std::chrono::milliseconds timeout);

/// For the child between fork and exec: becomes what the command says; returns only if it cannot.
void become(const Command& command);

class ChildProcess {
  public:
    /// Starts it; stdin is /dev/null. A program that cannot be executed exits with 127.
    /// Throws std::system_error if there is no process to be had.
    explicit ChildProcess(Command command);
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ~ChildProcess();  // kills what still runs, and waits for it

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] bool running();
    void signal(int number) const;

    /// See wait_for_exit; may be asked again.
    std::optional<int> wait(std::chrono::milliseconds timeout);

    /// SIGTERM, and SIGKILL after `grace`. The status as of wait().
    int stop(std::chrono::milliseconds grace = std::chrono::seconds(5));

  private:
    pid_t pid_ = -1;
    std::optional<int> status_;
};

}  // namespace okta_factor::test
