// SPDX-License-Identifier: MIT
// The machine that is up, as its administrator and its people use it. What one test sets up the
// next ones find: they run in the order in which CMakeLists.txt lists them.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "tests/support/child_process.h"
#include "tests/support/terminal.h"
#include "tests/system/phone.h"

namespace okta_factor::booted {

struct Result {
    int status = 0;
    std::string output;  // stdout and stderr
};

class Machine {
  public:
    void join(const std::string& suite);

    [[nodiscard]] const std::string& suite() const { return suite_; }
    [[nodiscard]] const system_test::Phone& phone() const { return phone_; }
    /// The certificate authority of the emulated org, PEM.
    [[nodiscard]] std::string ca() const;

    /// Runs a line of shell as root. Throws std::runtime_error if it takes longer than `patience`.
    [[nodiscard]] Result run(const std::string& line,
                             std::chrono::seconds patience = std::chrono::minutes(3)) const;
    /// Like run(); throws, with the output, if it fails. The output without its last newline.
    std::string must(const std::string& line) const;  // NOLINT(modernize-use-nodiscard)
    /// Types a line into a fresh terminal of root's.
    [[nodiscard]] std::unique_ptr<test::Terminal> types(const std::string& line) const;

    /// Where that file of the machine is for us.
    [[nodiscard]] std::string outside(const std::string& path) const {
        return "/proc/" + leader_ + "/root" + path;
    }
    void write(const std::string& path, const std::string& text) const;
    [[nodiscard]] std::string read(const std::string& path) const;

    /// Until the line of shell succeeds; false if it does not within `seconds`.
    [[nodiscard]] bool becomes_true(const std::string& line, int seconds = 30) const;

    void reboot();

    /// How often it was asked for this since the machine came up, by whichever test: 1, 2, ...
    [[nodiscard]] int count(const std::string& what) const;

    /// What is in the journal about us, for the message of a test that failed.
    [[nodiscard]] std::string journal() const;

  private:
    [[nodiscard]] test::Command command(const std::string& line) const;

    std::string suite_, folder_, leader_;
    system_test::Phone phone_{"http://127.0.0.1:8080"};
};

/// The only one; main() has joined it.
Machine& machine();

}  // namespace okta_factor::booted
