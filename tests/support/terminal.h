// SPDX-License-Identifier: MIT
// A program on a pseudo-terminal, and the person who reads and types there.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/child_process.h"
#include "tests/support/unique_fd.h"

namespace okta_factor::test {

class Terminal {
  public:
    /// Sees every piece of output as it comes, e.g. to show it.
    using Watcher = std::function<void(std::string_view)>;

    /// Starts the program with the terminal as its controlling one, 100 columns wide. `as` and
    /// `listen_fds` work, `output` does not. Throws std::system_error.
    explicit Terminal(Command command, Watcher watcher = {});
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal();  // hangs up, kills what still runs, and waits for it

    /// Reads until `text` appears after what earlier calls matched. Throws std::runtime_error,
    /// with the transcript, when the program falls silent for good or `timeout` passes.
    void expect(std::string_view text, std::chrono::milliseconds timeout = default_timeout);

    /// Like expect(), for one of several texts; the position of the one that came first.
    std::size_t expect_any(const std::vector<std::string>& texts,
                           std::chrono::milliseconds timeout = default_timeout);

    /// Types; the terminal echoes it unless the program switched that off.
    void type(std::string_view text);
    void enter(std::string_view line) { type(std::string(line) + "\r"); }
    void interrupt() { type("\x03"); }

    /// Reads to the end, then the exit status as of wait_for_exit(). Throws like expect().
    int finish(std::chrono::milliseconds timeout = default_timeout);

    /// Ctrl-C, again whenever nothing happens for a while, as a person would: sudo loses one that
    /// comes after it printed its prompt and before it reads. Then as finish().
    int interrupt_until_finished(std::chrono::milliseconds timeout = default_timeout);

    /// Closes the window; the exit status as of wait_for_exit(), nothing if it goes on running.
    std::optional<int> hang_up(std::chrono::milliseconds timeout = default_timeout);

    /// Everything that appeared, line ends as \n.
    [[nodiscard]] std::string transcript() const;
    /// What appeared after what was matched last.
    [[nodiscard]] std::string_view unread() const {
        return std::string_view(seen_).substr(matched_);
    }
    [[nodiscard]] pid_t pid() const { return pid_; }
    void signal(int number) const;

    static constexpr std::chrono::milliseconds default_timeout = std::chrono::seconds(30);

  private:
    using Deadline = std::chrono::steady_clock::time_point;
    [[nodiscard]] bool has_more(Deadline deadline) const;  // false: silent until then
    bool read_more(Deadline deadline);                     // false: the program closed the terminal
    [[noreturn]] void fail(const std::string& what) const;

    pid_t pid_ = -1;
    std::optional<int> status_;
    UniqueFd master_;
    Watcher watcher_;
    std::string seen_;
    std::size_t matched_ = 0;
};

}  // namespace okta_factor::test
