// SPDX-License-Identifier: MIT
// What the tests of the booted machine share.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/system/booted/booted_machine.h"

namespace okta_factor::booted {

using namespace std::chrono_literals;

class BootedTest : public testing::Test {
  protected:
    void TearDown() override {
        if (HasFailure()) std::cerr << machine().journal();
    }

    static const system_test::Phone& phone() { return machine().phone(); }

    /// alice, at the machine's sshd, by her key and a push whose number she taps; the session's
    /// shell has the prompt "alice$ ".
    static std::unique_ptr<test::Terminal> alice_logs_in(
        const std::string& line = "ssh -tt alice@localhost");
    /// Types the right code of that person where one is asked for. Each code is good once, so the
    /// org's clock goes on by a code's time.
    static void enter_code(test::Terminal& terminal, const std::string& name);
};

/// The drop-in that the tests use to change the policy; reloaded, or the test fails.
void set_policy(const std::string& rules);

/// Breaks or mends the org; see tests/emulator/README.md.
void break_org(const std::string& fault);
void mend_org();
void shift_org_clock(int seconds);
/// How pushes behave from now on, JSON.
void set_pushes(const std::string& behaviour);

}  // namespace okta_factor::booted
