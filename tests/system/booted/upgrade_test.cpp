// SPDX-License-Identifier: MIT
// The daemon replaced under logins that wait: the old one finishes its own, the new one takes the
// newcomers.
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

using Terminal = std::unique_ptr<test::Terminal>;

class Upgrade : public BootedTest {
  protected:
    /// alice waits for her phone while the daemon is told to stop, and bob comes.
    void begin(const std::string& replacement) {
        early_ = machine().types("ssh alice@localhost id -un");
        early_->expect("Choose 1-5");
        early_->enter("1");
        early_->expect("tap 42, then press Enter");
        replacing_ = machine().types(replacement + " && echo replaced");
        ASSERT_TRUE(machine().becomes_true(
            "journalctl -b _PID=$(systemctl show -P MainPID okta-factord) | grep -q "
            "'Stopping: 1 logins finish first'"));
        newcomer_ = machine().types("ssh bob@localhost id -un");
    }
    void expect_that_both_get_in() {
        phone().approve("alice@acme.com", 42);
        early_->expect(": ");
        early_->enter("");
        EXPECT_EQ(early_->finish(), 0) << early_->transcript();
        newcomer_->expect("Code from Okta Verify");
        newcomer_->expect(": ");
        enter_code(*newcomer_, "bob");
        EXPECT_EQ(newcomer_->finish(), 0) << newcomer_->transcript();
        replacing_->expect("replaced");
    }

  private:
    Terminal early_, replacing_, newcomer_;
};

TEST_F(Upgrade, InTheMiddleOfALoginLosesNone) {
    machine().must(
        "cd /root && rm -rf next && dpkg-deb -R okta-factor.deb next && "
        "sed -i 's/^Version: .*/&+next/' next/DEBIAN/control && dpkg-deb -b next next.deb && rm -r "
        "next");
    const auto configuration = machine().read("/etc/okta-factor.conf");
    begin("dpkg -i /root/next.deb");
    if (HasFatalFailure()) return;
    expect_that_both_get_in();
    EXPECT_NE(machine().must("dpkg-query -W -f '${Version}' okta-factor").find("+next"),
              std::string::npos);
    EXPECT_EQ(machine().read("/etc/okta-factor.conf"), configuration);
}

// Longer than the bus waits for a service to start.
TEST_F(Upgrade, ARestartHoldsNewcomersUntilTheLastLoginOfTheOldDaemonIsOver) {
    begin("systemctl restart okta-factord");
    if (HasFatalFailure()) return;
    ASSERT_TRUE(
        machine().becomes_true("journalctl -b | grep -q 'waiting for okta-factord at'", 60));
    expect_that_both_get_in();
}

}  // namespace
}  // namespace okta_factor::booted
