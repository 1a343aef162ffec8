// SPDX-License-Identifier: MIT
// Reads what a program writes line by line, as it comes.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "tests/support/temp_dir.h"
#include "tests/support/unique_fd.h"

namespace okta_factor::test {

class ProgramOutput {
  public:
    ProgramOutput();  // throws std::system_error

    /// For Command::output of one program.
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// The next line without its newline; nothing once the program has ended. Throws
    /// std::runtime_error if none came within `timeout`.
    std::optional<std::string> next_line(
        std::chrono::milliseconds timeout = std::chrono::seconds(60));

  private:
    TempDir directory_;
    std::string path_;
    UniqueFd fifo_;
    std::string unread_;
};

}  // namespace okta_factor::test
