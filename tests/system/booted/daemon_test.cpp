// SPDX-License-Identifier: MIT
// The daemon and the bus, mistreated while people log in.
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

using std::string;

class Daemon : public BootedTest {
  protected:
    static string pid() { return machine().must("systemctl show -P MainPID okta-factord"); }

    static void expect_that_bob_gets_in() {
        const auto terminal = machine().types("ssh bob@localhost id -un");
        terminal->expect("Code from Okta Verify");
        terminal->expect(": ");
        enter_code(*terminal, "bob");
        EXPECT_EQ(terminal->finish(), 0) << terminal->transcript();
    }
};

TEST_F(Daemon, KilledInTheMiddleEndsTheLoginAndTheNextOneWorks) {
    const auto terminal = machine().types("ssh bob@localhost id -un");
    terminal->expect("Code from Okta Verify");
    const auto before = pid();
    machine().must("kill -KILL " + before);
    terminal->expect(": ");
    terminal->enter("123456");
    terminal->expect("not available on this machine");
    terminal->signal(SIGKILL);
    EXPECT_TRUE(machine().becomes_true("okta-factorctl status"));
    EXPECT_NE(pid(), before);
    EXPECT_TRUE(machine().becomes_true(
        "journalctl -b -t sshd -t sshd-session | grep -q 'no verdict for bob'"));
    expect_that_bob_gets_in();
}

TEST_F(Daemon, HungIsRestartedByTheWatchdog) {
    const auto before = pid();
    machine().must("kill -STOP " + before);
    EXPECT_TRUE(machine().becomes_true(
        "sh -c 'p=$(systemctl show -P MainPID okta-factord); [ $p != 0 ] && [ $p != " + before +
            " ]'",
        45));
    EXPECT_NE(machine().must("journalctl -b -u okta-factord | grep -i watchdog"), "");
    expect_that_bob_gets_in();
}

TEST_F(Daemon, StoppedIsStartedByTheNextLogin) {
    machine().must("systemctl stop okta-factord");
    EXPECT_EQ(machine().must("systemctl is-active okta-factor.socket"), "active");
    expect_that_bob_gets_in();
    EXPECT_EQ(machine().must("systemctl is-active okta-factord"), "active");
}

TEST_F(Daemon, ACrashLoopLeavesTheSocketAndEndsByItself) {
    const string override = "/run/systemd/system/okta-factord.service.d";
    machine().must("mkdir -p " + override);
    machine().write(override + "/crash.conf", "[Service]\nExecStart=\nExecStart=/bin/false\n");
    machine().must("systemctl daemon-reload; systemctl restart --no-block okta-factord");
    EXPECT_TRUE(
        machine().becomes_true("sh -c '[ $(systemctl show -P NRestarts okta-factord) -gt 12 ]'"));
    const auto refused = machine().types("ssh bob@localhost id -un");
    refused->expect("not available on this machine");
    refused->signal(SIGKILL);
    EXPECT_EQ(machine().must("systemctl is-active okta-factor.socket"), "active");
    machine().must("rm -r " + override + "; systemctl daemon-reload");
    EXPECT_TRUE(machine().becomes_true("okta-factorctl status"));
    expect_that_bob_gets_in();
}

TEST_F(Daemon, ABusThatRestartsDisturbsNobody) {
    const auto before = pid();
    const auto terminal = machine().types("ssh bob@localhost id -un");
    terminal->expect("Code from Okta Verify");
    terminal->expect(": ");
    machine().must("systemctl restart dbus");
    enter_code(*terminal, "bob");
    EXPECT_EQ(terminal->finish(), 0) << terminal->transcript();
    EXPECT_TRUE(machine().becomes_true("okta-factorctl status"))
        << "it did not come back to the bus";
    EXPECT_EQ(pid(), before);
}

TEST_F(Daemon, AStoppedBusDisturbsNobody) {
    machine().must("systemctl stop dbus.socket dbus.service");
    expect_that_bob_gets_in();
    machine().must("systemctl start dbus.socket dbus.service");
    EXPECT_TRUE(machine().becomes_true("okta-factorctl status"));
}

TEST_F(Daemon, RescueGetsInWhileTheDaemonIsDead) {
    machine().must(
        "systemctl mask --runtime okta-factord && systemctl stop okta-factor.socket okta-factord");
    EXPECT_EQ(machine().must("ssh rescue@localhost id -un"), "rescue");
    const auto terminal = machine().types("ssh -o NumberOfPasswordPrompts=1 bob@localhost id -un");
    EXPECT_EQ(terminal->finish(), 255);
    machine().must(
        "systemctl unmask --runtime okta-factord && systemctl start okta-factor.socket "
        "okta-factord");
    expect_that_bob_gets_in();
}

}  // namespace
}  // namespace okta_factor::booted
