// SPDX-License-Identifier: MIT
// What systemd does for a service: sockets handed to it, and waiting until it says that it is up.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/child_process.h"
#include "tests/support/unique_fd.h"

namespace okta_factor::system_test {

/// A listening stream socket, as a service with NonBlocking=yes gets it. Throws std::system_error.
test::UniqueFd listen_on(const std::string& path, unsigned mode);

/// The NOTIFY_SOCKET of one service.
class NotifySocket {
  public:
    explicit NotifySocket(const std::string& path);  // throws std::system_error
    [[nodiscard]] const std::string& path() const { return path_; }

    /// Until READY=1 arrives; false if the process ends first or takes longer than 30 s.
    [[nodiscard]] bool wait_until_ready(const test::ChildProcess& process) const {
        return !wait_for(process, "READY=1").empty();
    }
    /// Until a message with that text in it arrives: the message; empty as above.
    [[nodiscard]] std::string wait_for(const test::ChildProcess& process,
                                       std::string_view text) const;

  private:
    std::string path_;
    test::UniqueFd socket_;
};

/// Until that file is there (it appears whole, by a rename); false as above.
bool wait_for_file(const std::string& path, const test::ChildProcess& process);

}  // namespace okta_factor::system_test
