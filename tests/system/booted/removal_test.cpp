// SPDX-License-Identifier: MIT
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

class Removal : public BootedTest {};

TEST_F(Removal, TakesTheProgramsAndKeepsTheConfiguration) {
    const auto refused = machine().run("dpkg -r okta-factor");
    EXPECT_NE(refused.status, 0);
    for (const std::string stack : {"sshd", "sudo", "su"})
        EXPECT_NE(refused.output.find("/etc/pam.d/" + stack + "\n"), std::string::npos)
            << refused.output;

    machine().must("sed -i '/pam_okta_factor/d' /etc/pam.d/*");
    machine().must("rm /etc/ssh/sshd_config.d/okta.conf && systemctl reload ssh");
    machine().must("dpkg -r okta-factor");
    EXPECT_NE(machine().run("find / -xdev -name 'pam_okta_factor*' | grep .").status, 0);
    EXPECT_NE(machine().run("systemctl cat okta-factord").status, 0);
    EXPECT_NE(machine().run("ls /run/okta-factor.socket").status, 0);
    EXPECT_NE(machine().read("/etc/okta-factor.conf").find("acme.okta.com"), std::string::npos);
    EXPECT_EQ(machine().must("ssh -o BatchMode=yes alice@localhost id -un"), "alice");
}

TEST_F(Removal, PurgeLeavesNothing) {
    machine().must("dpkg -P okta-factor");
    EXPECT_EQ(machine()
                  .run("find / -xdev \\( -path /proc -o -path /root -o -path /var/log -o -path "
                       "/run \\) -prune -o "
                       "-iname '*okta*factor*' -print")
                  .output,
              "");
    EXPECT_NE(machine()
                  .run("getent passwd okta-factor || getent group okta-factor okta-breakglass")
                  .status,
              0);
}

}  // namespace
}  // namespace okta_factor::booted
