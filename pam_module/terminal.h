// SPDX-License-Identifier: MIT
// Notices that the person's terminal has gone: its window was closed, its connection lost. Nothing
// else tells: the hang-up signals the session's leader alone, and sudo catches that signal.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace okta_factor::pam {

/// The controlling terminal of this process. sshd's and dovecot's processes have none, and nothing
/// is watched there. A sudo or su without one (setsid) still has the person's terminal on its
/// standard descriptors, and says so in PAM_TTY; where PAM_TTY names a terminal that belongs to
/// somebody else, as in a display manager, they are no terminals.
class Terminal {
  public:
    /// `name` is PAM_TTY without /dev/.
    explicit Terminal(const char* name) noexcept
        : own_(open("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)), watched_(own_) {
        const bool has_name =
            std::strncmp(name, "pts/", 4) == 0 || std::strncmp(name, "tty", 3) == 0;
        for (int fd = STDIN_FILENO; has_name && watched_ < 0 && fd <= STDERR_FILENO; ++fd)
            if (is_terminal(fd)) watched_ = fd;
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal() {
        if (own_ >= 0) close(own_);
    }

    /// For poll(), which reports a hang-up unasked; -1, which it passes over, if there is none.
    [[nodiscard]] int fd() const noexcept { return watched_; }

    [[nodiscard]] bool is_gone() const noexcept {
        pollfd hung_up{watched_, 0, 0};
        return poll(&hung_up, 1, 0) > 0;
    }

  private:
    /// Or was one before it hung up.
    static bool is_terminal(int fd) noexcept { return isatty(fd) == 1 || errno == EIO; }

    int own_;
    int watched_;
};

}  // namespace okta_factor::pam
