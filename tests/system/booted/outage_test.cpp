// SPDX-License-Identifier: MIT
// What the machine does while the world around it does not work.
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

class Outage : public BootedTest {
  protected:
    void TearDown() override {
        mend_org();
        set_policy("");
        EXPECT_TRUE(machine().becomes_true("okta-factorctl status"));
        BootedTest::TearDown();
    }
};

TEST_F(Outage, DenySaysSo) {
    set_policy("");  // a reload forgets which factors bob has
    break_org(R"({"kind": "refuse", "count": -1})");
    const auto terminal = machine().types("ssh -o NumberOfPasswordPrompts=1 bob@localhost id -un");
    EXPECT_EQ(terminal->finish(), 255) << terminal->transcript();
    EXPECT_TRUE(
        machine().becomes_true("journalctl -b -u okta-factord VERDICT=unavailable "
                               "REASON=unreachable LOGIN_USER=bob | grep -q bob"));
}

TEST_F(Outage, AllowLetsInAndIsOnRecord) {
    set_policy("[login]\nwhen_unreachable = \"allow\"\n");
    break_org(R"({"kind": "refuse", "count": -1})");
    EXPECT_NE(machine().must("ssh bob@localhost id -un").find("bob"), std::string::npos);
    EXPECT_TRUE(
        machine().becomes_true("journalctl -b -p warning -u okta-factord VERDICT=granted "
                               "REASON=unreachable-allowed LOGIN_USER=bob | grep -q bob"));
}

TEST_F(Outage, ARecoveryCodeLetsInOnce) {
    set_policy("[login]\nwhen_unreachable = \"recovery-code\"\n");
    const auto code = machine().must(
        "okta-factorctl --json recovery create bob --count 1 | grep -oE "
        "'[0-9A-Z]{4}(-[0-9A-Z]{4})+'");
    break_org(R"({"kind": "refuse", "count": -1})");
    const auto first = machine().types("ssh bob@localhost id -un");
    first->expect("recovery code");
    first->expect(": ");
    first->enter(code);
    EXPECT_EQ(first->finish(), 0) << first->transcript();
    const auto second = machine().types("ssh -o NumberOfPasswordPrompts=1 bob@localhost id -un");
    EXPECT_EQ(second->finish(), 255) << second->transcript();
}

TEST_F(Outage, TheOrgsClockTwoHoursOffMattersToNobody) {
    shift_org_clock(7200);
    const auto terminal = alice_logs_in("ssh alice@localhost id -un");
    EXPECT_EQ(terminal->finish(), 0) << terminal->transcript();
    shift_org_clock(0);
}

TEST_F(Outage, AFullDiskStopsNoLogin) {
    machine().must(
        "mount -t tmpfs -o size=64k full /var/lib/okta-factor && mount -t tmpfs -o size=64k full "
        "/var/log && "
        "for f in /var/lib/okta-factor /var/log; do cat /dev/zero >$f/fill 2>/dev/null; done; "
        "true");
    machine().must("systemctl restart okta-factord");
    const auto terminal = alice_logs_in("ssh alice@localhost id -un");
    EXPECT_EQ(terminal->finish(), 0) << terminal->transcript();
    machine().must(
        "umount /var/log; systemctl stop okta-factord; umount /var/lib/okta-factor; systemctl "
        "start okta-factord");
}

}  // namespace
}  // namespace okta_factor::booted
