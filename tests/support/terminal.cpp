// SPDX-License-Identifier: MIT
#include "tests/support/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace okta_factor::test {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Terminal::Terminal(Command command, Watcher watcher) : watcher_(std::move(watcher)) {
    winsize size{};
    size.ws_col = 100;
    size.ws_row = 40;
    int master = -1;
    pid_ = ::forkpty(&master, nullptr, nullptr, &size);
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "forkpty");
    if (pid_ == 0) {
        command.output.clear();
        become(command);
        ::_exit(127);
    }
    master_ = UniqueFd(master);
    ::fcntl(master, F_SETFD, FD_CLOEXEC);
}

Terminal::~Terminal() {
    master_.reset();
    if (status_) return;
    if (wait_for_exit(pid_, milliseconds(200))) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void Terminal::signal(int number) const {
    if (!status_) ::kill(pid_, number);
}

bool Terminal::has_more(Deadline deadline) const {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    pollfd waiting{master_.get(), POLLIN, 0};
    const auto wait = static_cast<int>(std::max(left, milliseconds(0)).count());
    int ready = -1;
    while ((ready = ::poll(&waiting, 1, wait)) < 0 && errno == EINTR) {
    }
    return ready != 0;
}

bool Terminal::read_more(Deadline deadline) {
    if (!has_more(deadline)) fail("nothing more within the time allowed");

    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(master_.get(), buffer.data(), buffer.size());
    if (count <= 0) return false;  // EIO: the last process closed the other side
    const std::string_view piece(buffer.data(), static_cast<std::size_t>(count));
    seen_ += piece;
    if (watcher_) watcher_(piece);
    return true;
}

void Terminal::expect(std::string_view text, milliseconds timeout) {
    expect_any({std::string(text)}, timeout);
}

std::size_t Terminal::expect_any(const std::vector<std::string>& texts, milliseconds timeout) {
    const auto deadline = steady_clock::now() + timeout;
    for (;;) {
        std::size_t best = std::string::npos, which = 0;
        for (std::size_t i = 0; i < texts.size(); ++i)
            if (const auto at = seen_.find(texts[i], matched_); at < best) best = at, which = i;
        if (best != std::string::npos) {
            matched_ = best + texts[which].size();
            return which;
        }
        if (!read_more(deadline)) fail("ended without \"" + texts.front() + '"');
    }
}

void Terminal::type(std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(master_.get(), text.data(), text.size());
        if (count < 0) throw std::system_error(errno, std::generic_category(), "typing");
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

int Terminal::interrupt_until_finished(milliseconds timeout) {
    constexpr milliseconds patience(500);
    const auto deadline = steady_clock::now() + timeout;
    do {
        interrupt();
        while (has_more(steady_clock::now() + patience))
            if (!read_more(deadline)) return finish(timeout);
    } while (steady_clock::now() < deadline);
    fail("does not end for Ctrl-C");
}

int Terminal::finish(milliseconds timeout) {
    const auto deadline = steady_clock::now() + timeout;
    while (read_more(deadline)) {
    }
    if (!status_)
        status_ =
            wait_for_exit(pid_, std::chrono::ceil<milliseconds>(deadline - steady_clock::now()));
    if (!status_) fail("left the terminal but did not end");
    return *status_;
}

std::optional<int> Terminal::hang_up(milliseconds timeout) {
    master_.reset();
    if (!status_) status_ = wait_for_exit(pid_, timeout);
    return status_;
}

std::string Terminal::transcript() const {
    std::string text;
    for (const char c : seen_)
        if (c != '\r') text += c;
    return text;
}

void Terminal::fail(const std::string& what) const {
    throw std::runtime_error(what + "; the terminal shows:\n" + transcript());
}

}  // namespace okta_factor::test
