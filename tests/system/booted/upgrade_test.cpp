// SPDX-License-Identifier: MIT
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

class Upgrade : public BootedTest {};

TEST_F(Upgrade, InTheMiddleOfALoginLosesNone) {
    machine().must(
        "cd /root && rm -rf next && dpkg-deb -R okta-factor.deb next && "
        "sed -i 's/^Version: .*/&+next/' next/DEBIAN/control && dpkg-deb -b next next.deb && rm -r "
        "next");
    const auto configuration = machine().read("/etc/okta-factor.conf");

    const auto early = machine().types("ssh alice@localhost id -un");
    early->expect("Choose 1-5");
    early->enter("1");
    early->expect("tap 42, then press Enter");
    const auto upgrade = machine().types("dpkg -i /root/next.deb && echo upgraded");
    ASSERT_TRUE(machine().becomes_true(
        "journalctl -b -t okta-factord | grep -q 'Stopping: 1 logins finish first'"));
    auto newcomer = machine().types("ssh bob@localhost id -un");

    phone().approve("alice@acme.com", 42);
    early->expect(": ");
    early->enter("");
    EXPECT_EQ(early->finish(), 0) << early->transcript();

    newcomer->expect("Code from Okta Verify");
    newcomer->expect(": ");
    enter_code(*newcomer, "bob");
    EXPECT_EQ(newcomer->finish(), 0) << newcomer->transcript();

    upgrade->expect("upgraded");
    EXPECT_NE(machine().must("dpkg-query -W -f '${Version}' okta-factor").find("+next"),
              std::string::npos);
    EXPECT_EQ(machine().read("/etc/okta-factor.conf"), configuration);
}

// Longer than the bus waits for a service to start.
TEST_F(Upgrade, ARestartHoldsNewcomersUntilTheLastLoginOfTheOldDaemonIsOver) {
    const auto early = machine().types("ssh alice@localhost id -un");
    early->expect("Choose 1-5");
    early->enter("1");
    early->expect("tap 42, then press Enter");
    const auto restart = machine().types("systemctl restart okta-factord && echo restarted");
    ASSERT_TRUE(machine().becomes_true(
        "journalctl -b -t okta-factord | grep -q 'Stopping: 1 logins finish first'"));
    auto newcomer = machine().types("ssh bob@localhost id -un");
    ASSERT_TRUE(
        machine().becomes_true("journalctl -b | grep -q 'waiting for okta-factord at'", 60));

    phone().approve("alice@acme.com", 42);
    early->expect(": ");
    early->enter("");
    EXPECT_EQ(early->finish(), 0) << early->transcript();
    newcomer->expect("Code from Okta Verify");
    newcomer->expect(": ");
    enter_code(*newcomer, "bob");
    EXPECT_EQ(newcomer->finish(), 0) << newcomer->transcript();
    restart->expect("restarted");
}

}  // namespace
}  // namespace okta_factor::booted
