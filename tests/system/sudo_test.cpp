// SPDX-License-Identifier: MIT
// Real sudo in a terminal: it shows what it is told at once, and it likes to retry.
#include <csignal>

#include "tests/system/system_test.h"

namespace okta_factor::system_test {
namespace {

class Sudo : public SystemTest {};

TEST_F(Sudo, APushWithoutANumberNeedsNoEnter) {
    const std::string line = "sudo id -un";
    const auto terminal = types(line, "frank");
    terminal->expect("Old phone");
    ASSERT_TRUE(phone().wait_for_push("frank@acme.com"));
    phone().approve("frank@acme.com");
    EXPECT_EQ(terminal->finish(), 0);
    expect_golden("sudo-push", line, *terminal);
}

TEST_F(Sudo, ANumberComesInAPrompt) {
    const std::string line = "sudo id -un";
    const auto terminal = types(line, "alice");
    terminal->expect("Choose 1-5");
    terminal->enter("1");
    terminal->expect("tap 42, then press Enter");
    phone().approve("alice@acme.com", 42);
    terminal->expect(": ");
    terminal->enter("");
    EXPECT_EQ(terminal->finish(), 0);
    expect_golden("sudo-push-with-number", line, *terminal);
}

TEST_F(Sudo, AWrongCodeIsSaidAndTheRightOneIsTaken) {
    const std::string line = "sudo id -un";
    const auto terminal = types(line, "bob");
    const auto code = phone().code("bob@acme.com", "token:software:totp");
    const auto wrong = wrong_code(code);
    terminal->expect("Code from Okta Verify");
    terminal->expect(": ");
    terminal->enter(wrong);
    terminal->expect("Code from Okta Verify");
    terminal->expect(": ");
    terminal->enter(code);
    EXPECT_EQ(terminal->finish(), 0);
    expect_golden("sudo-wrong-code", line, *terminal, {{wrong, "<wrong code>"}, {code, "<code>"}});
}

TEST_F(Sudo, ARejectedPushIsNotRetried) {
    const std::string line = "sudo id -un";
    const auto terminal = types(line, "frank");
    ASSERT_TRUE(phone().wait_for_push("frank@acme.com"));
    phone().reject("frank@acme.com");
    EXPECT_EQ(terminal->finish(), 1);
    EXPECT_EQ(asked("POST", "/verify"), 1) << "sudo sent a second push";
    expect_golden("sudo-push-rejected", line, *terminal);
}

TEST_F(Sudo, CtrlCEndsTheWaitForAPush) {
    const std::string line = "sudo id -un";
    const auto terminal = types(line, "frank");
    ASSERT_TRUE(phone().wait_for_push("frank@acme.com"));
    terminal->expect("Old phone");
    terminal->interrupt();
    EXPECT_NE(terminal->finish(), 0);
    EXPECT_TRUE(phone().wait_for_request("DELETE", "/transactions/"));
    EXPECT_EQ(asked("POST", "/verify"), 1) << "sudo sent a second push";
    expect_golden("sudo-ctrl-c", line, *terminal);
}

TEST_F(Sudo, CtrlCAtAPromptEndsIt) {
    const auto terminal = types("sudo id -un", "alice");
    terminal->expect("Choose 1-5");
    EXPECT_NE(terminal->interrupt_until_finished(), 0);
    EXPECT_EQ(asked("POST", "/verify"), 0);
}

TEST_F(Sudo, AsksThePersonAndNotTheAccountThatIsEntered) {
    const auto terminal = types("sudo -u alice id -un", "bob");
    const auto code = phone().code("bob@acme.com", "token:software:totp");
    terminal->expect("Code from Okta Verify");
    terminal->expect(": ");
    terminal->enter(code);
    EXPECT_EQ(terminal->finish(), 0);
    EXPECT_EQ(asked("GET", "alice"), 0);
}

TEST_F(Sudo, IsRefusedAtOnceWithoutADaemon) {
    machine().daemon().stop();
    const std::string line = "sudo id -un";
    const auto terminal = types(line, "alice");
    EXPECT_EQ(terminal->finish(), 1);
    expect_golden("sudo-without-daemon", line, *terminal);
}

}  // namespace
}  // namespace okta_factor::system_test
