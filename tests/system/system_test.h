// SPDX-License-Identifier: MIT
// What the end-to-end tests share: the machine, a person at its terminal, their phone.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/terminal.h"
#include "tests/system/machine.h"
#include "tests/system/transcript.h"

namespace okta_factor::system_test {

class SystemTest : public testing::Test {
  protected:
    void SetUp() override;
    void TearDown() override;

    /// What differs from the usual machine is said before anything is typed.
    MachineSettings settings;
    Machine& machine();
    const Phone& phone() { return machine().phone(); }

    /// Types a command line into a fresh terminal of that user.
    std::unique_ptr<test::Terminal> types(const std::string& line,
                                          const std::string& user = "root");

    /// How often Okta was asked that, e.g. "POST", "/verify".
    int asked(const std::string& method, const std::string& path_part);

    /// That field of all records of that person, oldest first, e.g. "REASON".
    static std::vector<std::string> recorded(const std::string& user, const std::string& field);

  private:
    std::unique_ptr<Machine> machine_;
};

/// What differs from run to run, and what appears instead.
using Masks = std::vector<std::pair<std::string, std::string>>;

/// Compares what the terminal shows after `line` with golden/NAME.txt.
void expect_golden(const std::string& name, const std::string& line, const test::Terminal& terminal,
                   const Masks& masks = {});

/// A code that is surely not the right one.
std::string wrong_code(const std::string& right);

}  // namespace okta_factor::system_test
