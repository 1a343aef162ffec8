// SPDX-License-Identifier: MIT
// Notices Ctrl-C in a host that blocks SIGINT and SIGQUIT while PAM runs, as sudo does, and SIGTERM
// in every host.
#pragma once

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace okta_factor::pam {

/// A descriptor that is readable while one of the three is pending. It is polled and never read:
/// reading would swallow the signal, and the host's own check for it is what stops its retries.
class Interrupt {
  public:
    Interrupt() noexcept {
        sigset_t signals;
        sigemptyset(&signals);
        for (const int number : {SIGINT, SIGQUIT, SIGTERM})
            sigaddset(&signals, number);
        fd_ = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    ~Interrupt() {
        if (fd_ >= 0) close(fd_);
    }

    /// -1, which poll() passes over, where the kernel has none left to give.
    [[nodiscard]] int fd() const noexcept { return fd_; }

  private:
    int fd_;
};

/// Keeps SIGTERM pending during a wait: sudo catches it, and would look at what it caught when the
/// wait is over. The host gets it when this goes. Where it is ignored it stays so; a blocked signal
/// would become pending all the same.
class HeldTermination {
  public:
    HeldTermination() noexcept {
        struct sigaction action {};
        sigset_t termination;
        sigemptyset(&termination);
        if (sigaction(SIGTERM, nullptr, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(&termination, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &termination, &before_);
    }
    HeldTermination(const HeldTermination&) = delete;
    HeldTermination& operator=(const HeldTermination&) = delete;
    ~HeldTermination() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_;
};

}  // namespace okta_factor::pam
