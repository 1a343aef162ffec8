// SPDX-License-Identifier: MIT
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

class Reboot : public BootedTest {};

TEST_F(Reboot, LoginsAreAskedAfterIt) {
    machine().reboot();
    EXPECT_EQ(machine().must("systemctl is-active okta-factor.socket okta-factord"),
              "active\nactive");
    const auto terminal = alice_logs_in("ssh alice@localhost id -un");
    EXPECT_EQ(terminal->finish(), 0) << terminal->transcript();
}

TEST_F(Reboot, ABadConfigurationLetsNobodyIn) {
    machine().write("/etc/okta-factor.conf.d/60-mistake.conf", "[login]\ntrise = 3\n");
    EXPECT_NE(machine().run("systemctl reload okta-factord").status, 0);
    machine().reboot();
    EXPECT_TRUE(
        machine().becomes_true("journalctl -b -u okta-factord -p err | grep -q 60-mistake.conf:2"));
    EXPECT_NE(machine()
                  .run("ssh -o BatchMode=yes -o NumberOfPasswordPrompts=0 alice@localhost id -un")
                  .status,
              0);
    EXPECT_EQ(machine().must("ssh rescue@localhost id -un"), "rescue");
    machine().must("rm /etc/okta-factor.conf.d/60-mistake.conf && systemctl reload okta-factord");
    const auto terminal = alice_logs_in("ssh alice@localhost id -un");
    EXPECT_EQ(terminal->finish(), 0) << terminal->transcript();
}

}  // namespace
}  // namespace okta_factor::booted
