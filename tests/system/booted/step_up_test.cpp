// SPDX-License-Identifier: MIT
// sudo and su, in a session that came in by ssh.
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

class StepUp : public BootedTest {
  protected:
    static void confirm(test::Terminal& terminal) {
        terminal.expect("Choose 1-5");
        terminal.enter("1");
        terminal.expect("tap 42, then press Enter");
        phone().approve("alice@acme.com", 42);
        terminal.expect(": ");
        terminal.enter("");
    }

    /// alice's session, without the password that she does not have.
    static std::unique_ptr<test::Terminal> session() {
        auto terminal = alice_logs_in("ssh -tt alice@localhost PS1=alice-at-work: sh -i");
        terminal->expect("alice-at-work:");
        return terminal;
    }

    static void leave(test::Terminal& terminal) {
        terminal.expect("alice-at-work:");
        terminal.enter("exit 0");
        EXPECT_EQ(terminal.finish(), 0);
    }
};

TEST_F(StepUp, SudoAsksAndTheRightPersonConfirms) {
    const auto terminal = session();
    terminal->enter("sudo -k id -un");
    confirm(*terminal);
    terminal->expect("root\r\n");
    leave(*terminal);
    EXPECT_TRUE(
        machine().becomes_true("journalctl -b -u okta-factord VERDICT=granted LOGIN_USER=alice "
                               "SERVICE=sudo | grep -q push-approved"));
}

TEST_F(StepUp, SudoIsRememberedInItsTerminalAndNoOther) {
    set_policy("[[rule]]\nname = \"step up\"\nservices = [\"sudo\"]\nremember = \"15m\"\n");
    const auto terminal = session();
    terminal->enter("sudo -k id -un");
    confirm(*terminal);
    terminal->expect("root\r\n");
    terminal->expect("alice-at-work:");
    terminal->enter("sudo -k id -u");  // with -k sudo itself remembers nothing
    terminal->expect("\r\n0\r\n");
    EXPECT_TRUE(
        machine().becomes_true("journalctl -b -u okta-factord VERDICT=granted REASON=remembered "
                               "SERVICE=sudo | grep -q alice"));

    const auto other = session();
    other->enter("sudo -k id -un");
    confirm(*other);
    other->expect("root\r\n");
    leave(*other);
    machine().must("okta-factorctl reload");
    terminal->expect("alice-at-work:");
    terminal->enter("sudo -k id -un");
    confirm(*terminal);
    terminal->expect("root\r\n");
    leave(*terminal);
    set_policy("");
}

TEST_F(StepUp, SuAsksWhoeverAsks) {
    const auto terminal = session();
    terminal->enter("su - -c 'id -un'");
    confirm(*terminal);
    terminal->expect("root\r\n");
    leave(*terminal);
    EXPECT_TRUE(
        machine().becomes_true("journalctl -b -u okta-factord VERDICT=granted LOGIN_USER=alice "
                               "TARGET=root | grep -q push-approved"));
}

TEST_F(StepUp, ARejectedPushIsNotAskedAgain) {
    const auto terminal = session();
    terminal->enter("sudo -k id -un");
    terminal->expect("Choose 1-5");
    terminal->enter("1");
    terminal->expect("tap 42, then press Enter");
    phone().reject("alice@acme.com");
    terminal->expect(": ");
    terminal->enter("");
    terminal->expect("rejected on the phone");
    leave(*terminal);
    machine().must("okta-factorctl unlock alice@acme.com");
}

}  // namespace
}  // namespace okta_factor::booted
