// SPDX-License-Identifier: MIT
// Notices Ctrl-C in a host that blocks SIGINT and SIGQUIT while PAM runs, as sudo does.
#pragma once

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace okta_factor::pam {

/// A descriptor that is readable while one of the two is pending. It is polled and never read:
/// reading would swallow the signal, and the host's own check for it is what stops its retries.
class Interrupt {
  public:
    Interrupt() noexcept {
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGQUIT);
        fd_ = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    ~Interrupt() {
        if (fd_ >= 0) close(fd_);
    }

    /// -1, which poll() passes over, where the kernel has none left to give.
    [[nodiscard]] int fd() const noexcept { return fd_; }

    [[nodiscard]] bool pending() const noexcept {
        pollfd ready{fd_, POLLIN, 0};
        return poll(&ready, 1, 0) > 0;
    }

  private:
    int fd_;
};

}  // namespace okta_factor::pam
