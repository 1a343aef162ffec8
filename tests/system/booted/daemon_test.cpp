// SPDX-License-Identifier: MIT
// The daemon and the bus, mistreated while people log in.
#include <vector>

#include "daemon/bus/handles.h"
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

using std::string;

/// As many connections of root's to the machine's bus as it takes.
std::vector<bus::Bus> connections_until_it_is_full() {
    constexpr std::size_t more_than_it_takes = 400;
    const auto address = "unix:path=" + machine().outside("/run/dbus/system_bus_socket");
    std::vector<bus::Bus> all;
    while (all.size() < more_than_it_takes) {
        sd_bus* raw = nullptr;
        bus::check(sd_bus_new(&raw), "sd_bus_new");
        bus::Bus connection{raw};
        bus::check(sd_bus_set_address(raw, address.c_str()), "sd_bus_set_address");
        bus::check(sd_bus_set_bus_client(raw, 1), "sd_bus_set_bus_client");
        const char* name = nullptr;
        if (sd_bus_start(raw) < 0 || sd_bus_get_unique_name(raw, &name) < 0) break;
        all.push_back(std::move(connection));
    }
    return all;
}

class Daemon : public BootedTest {
  protected:
    /// Whatever a test has done to them, the next one finds bus and daemon as they are shipped;
    /// logind, which does not come back to a bus by itself, as well.
    void TearDown() override {
        BootedTest::TearDown();
        machine().must("pkill -CONT -x dbus-daemon || true");
        machine().must("rm -rf /run/systemd/system/okta-factord.service.d");
        machine().must("systemctl unmask --runtime okta-factord; systemctl daemon-reload");
        machine().must("systemctl start dbus.socket dbus okta-factor.socket okta-factord");
        machine().must("systemctl restart systemd-logind");
        EXPECT_TRUE(machine().becomes_true("okta-factorctl status"));
    }

    static string pid() { return machine().must("systemctl show -P MainPID okta-factord"); }

    /// Changes the unit's [Service] and restarts it; empty: as it is shipped.
    static void override_unit(const string& lines) {
        const string folder = "/run/systemd/system/okta-factord.service.d";
        machine().must("mkdir -p " + folder);
        machine().write(folder + "/test.conf", "[Service]\n" + lines + "\n");
        machine().must("systemctl daemon-reload; systemctl restart --no-block okta-factord");
        if (lines.find("ExecStart") == string::npos) {
            EXPECT_TRUE(machine().becomes_true("okta-factorctl status"));
        }
    }

    static void expect_that_bob_is_refused() {
        const auto terminal =
            machine().types("ssh -o NumberOfPasswordPrompts=1 bob@localhost id -un");
        // Two thirds of the time of the module, in case that a daemon comes.
        EXPECT_EQ(terminal->finish(80s), 255) << terminal->transcript();
        EXPECT_EQ(terminal->transcript().find("Code from"), string::npos) << terminal->transcript();
    }

    static void expect_that_bob_is_granted();
    static void expect_that_bob_gets_in() {
        const auto terminal = machine().types("ssh bob@localhost id -un");
        terminal->expect("Code from Okta Verify");
        terminal->expect(": ");
        enter_code(*terminal, "bob");
        EXPECT_EQ(terminal->finish(), 0) << terminal->transcript();
    }
};

// pam_systemd waits for the bus once we have let somebody in, so only our verdict is looked at.
void Daemon::expect_that_bob_is_granted() {
    const string granted =
        "journalctl -b -u okta-factord VERDICT=granted LOGIN_USER=bob | grep -c bob || true";
    const auto before = machine().must(granted);
    const auto terminal = machine().types("ssh bob@localhost id -un");
    terminal->expect("Code from Okta Verify");
    terminal->expect(": ");
    enter_code(*terminal, "bob");
    EXPECT_TRUE(machine().becomes_true("[ $(" + granted + ") -gt " + before + " ]"));
}

TEST_F(Daemon, KilledInTheMiddleEndsTheLoginAndTheNextOneWorks) {
    const auto terminal = machine().types("ssh bob@localhost id -un");
    terminal->expect("Code from Okta Verify");
    terminal->expect(": ");
    const auto before = pid();
    machine().must("kill -KILL " + before);
    terminal->enter("123456");
    // sshd begins anew at once, with the next daemon.
    terminal->expect("Code from Okta Verify");
    terminal->expect(": ");
    enter_code(*terminal, "bob");
    EXPECT_EQ(terminal->finish(), 0) << terminal->transcript();
    EXPECT_NE(pid(), before);
    EXPECT_TRUE(machine().becomes_true(
        "journalctl -b -t sshd -t sshd-session | grep -q 'no verdict for bob'"));
}

TEST_F(Daemon, HungIsRestartedByTheWatchdog) {
    override_unit("WatchdogSec=4s");  // for a test's patience
    const auto before = pid();
    machine().must("kill -STOP " + before);
    EXPECT_TRUE(machine().becomes_true(
        "journalctl -b -u okta-factord | grep -q 'Watchdog timeout' && okta-factorctl status"));
    EXPECT_NE(pid(), before);
    override_unit("");
    expect_that_bob_gets_in();
}

TEST_F(Daemon, StoppedIsStartedByTheNextLogin) {
    machine().must("systemctl stop okta-factord");
    EXPECT_EQ(machine().must("systemctl is-active okta-factor.socket"), "active");
    expect_that_bob_gets_in();
    EXPECT_EQ(machine().must("systemctl is-active okta-factord"), "active");
}

TEST_F(Daemon, ACrashLoopLeavesTheSocketAndEndsByItself) {
    override_unit("ExecStart=\nExecStart=/bin/false");
    EXPECT_TRUE(machine().becomes_true("[ $(systemctl show -P NRestarts okta-factord) -gt 6 ]"));
    expect_that_bob_is_refused();
    EXPECT_EQ(machine().must("systemctl is-active okta-factor.socket"), "active");
    override_unit("");
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

TEST_F(Daemon, AHungBusDoesNotKeepAnybodyFromTheirVerdict) {
    machine().must("pkill -STOP -x dbus-daemon");
    expect_that_bob_is_granted();
}

TEST_F(Daemon, AFullBusDoesNotKeepAnybodyFromTheirVerdict) {
    const auto filling = connections_until_it_is_full();
    ASSERT_GT(filling.size(), 200U);
    ASSERT_LT(filling.size(), 256U);
    EXPECT_NE(machine().run("busctl --system list").status, 0) << "there was room left";
    expect_that_bob_is_granted();
}

TEST_F(Daemon, RescueGetsInWhileTheDaemonIsDead) {
    machine().must(
        "systemctl mask --runtime okta-factord && systemctl stop okta-factor.socket okta-factord");
    EXPECT_EQ(machine().must("ssh rescue@localhost id -un"), "rescue");
    expect_that_bob_is_refused();
    machine().must(
        "systemctl unmask --runtime okta-factord && systemctl start okta-factor.socket "
        "okta-factord");
    expect_that_bob_gets_in();
}

}  // namespace
}  // namespace okta_factor::booted
