// SPDX-License-Identifier: MIT
#include "ctl/terminal_talker.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace okta_factor::ctl {
namespace {

constexpr std::size_t longest_line = 65536;  // bytes; the daemon takes far less

/// As long as it lives the terminal, if there is one, does not show what is typed.
class WithoutEcho {
  public:
    explicit WithoutEcho(bool wanted) {
        changed_ = wanted && tcgetattr(STDIN_FILENO, &before_) == 0;
        if (!changed_) return;
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    WithoutEcho(const WithoutEcho&) = delete;
    WithoutEcho& operator=(const WithoutEcho&) = delete;
    ~WithoutEcho() {
        if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }

  private:
    termios before_{};
    bool changed_ = false;
};

}  // namespace

void TerminalTalker::tell(const Said& said) {
    out_ << said.text << '\n' << std::flush;
}

std::optional<Secret> TerminalTalker::ask(const Said& said) {
    const bool is_secret = said.kind == protocol::MessageKind::secret;
    const WithoutEcho without_echo{is_secret};
    out_ << said.text << std::flush;
    std::size_t end = unread_.find('\n');
    while (end == std::string::npos) {
        if (unread_.size() > longest_line || !read_more()) return std::nullopt;
        end = unread_.find('\n');
    }
    Secret line{std::string_view{unread_}.substr(0, end)};
    std::string rest{unread_, end + 1};
    erase(unread_);
    unread_ = std::move(rest);
    if (is_secret) out_ << '\n' << std::flush;
    return line;
}

bool TerminalTalker::read_more() {
    std::array<pollfd, 2> ready{{{STDIN_FILENO, POLLIN, 0}, {interrupt_.fd(), POLLIN, 0}}};
    while (poll(ready.data(), ready.size(), -1) < 0 && errno == EINTR) {
    }
    if (ready[1].revents != 0) {
        out_ << '\n';
        throw Interrupted{};
    }
    std::string buffer(512, '\0');
    const auto got = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got > 0) {
        // No smaller memory is left behind with what was typed.
        std::string longer;
        longer.reserve(unread_.size() + static_cast<std::size_t>(got));
        longer.append(unread_).append(buffer, 0, static_cast<std::size_t>(got));
        erase(unread_);
        unread_ = std::move(longer);
    }
    erase(buffer);
    return got > 0 || (got < 0 && errno == EINTR);
}

}  // namespace okta_factor::ctl
