// SPDX-License-Identifier: MIT
// The package arrives on a machine that knew nothing of it.
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

class Install : public BootedTest {};
class SetUp : public BootedTest {};

constexpr char digest_of_what_lets_in[] =
    "find /etc/pam.d /etc/ssh /etc/sudoers /etc/sudoers.d /etc/pam.conf -type f | sort | xargs "
    "sha256sum";

TEST_F(Install, SwitchesNothingOn) {
    const auto before = machine().must(digest_of_what_lets_in);
    machine().must("dpkg -i /root/okta-factor.deb");
    EXPECT_EQ(machine().must(digest_of_what_lets_in), before);
    EXPECT_EQ(machine().must("ssh -o BatchMode=yes alice@localhost id -un"), "alice");

    machine().must("getent passwd okta-factor");
    EXPECT_EQ(machine().must("getent group okta-breakglass | cut -d: -f4"), "");
    EXPECT_EQ(machine().must("stat -c '%U %G %a' /etc/okta-factor"), "root okta-factor 750");
    EXPECT_EQ(machine().must("stat -c '%U %a' /run/okta-factor.socket"), "root 600");
    EXPECT_EQ(machine().must("systemctl is-enabled okta-factor.socket okta-factord.service"),
              "enabled\nenabled");
}

TEST_F(Install, AnUnconfiguredDaemonSaysSo) {
    EXPECT_EQ(machine().must("systemctl is-active okta-factor.socket okta-factord.service"),
              "active\nactive");
    const auto status = machine().run("okta-factorctl status");
    EXPECT_EQ(status.status, 1);
    EXPECT_NE(status.output.find("okta-factorctl check"), std::string::npos) << status.output;
    EXPECT_NE(machine().run("okta-factorctl check").output.find("org_url"), std::string::npos);
}

TEST_F(Install, TheDoctorFindsWhatIsMissing) {
    const auto doctor = machine().run("okta-factorctl doctor");
    EXPECT_EQ(doctor.status, 1);
    EXPECT_NE(doctor.output.find("org_url"), std::string::npos) << doctor.output;
}

TEST_F(Install, TheProfileAsksBehindThePasswordAndCanBeTakenBack) {
    const auto before = machine().read("/etc/pam.d/common-auth");
    machine().must("pam-auth-update --enable okta-factor");
    const auto lines =
        machine().must("grep -o 'pam_[a-z_]*.so' /etc/pam.d/common-auth | paste -sd' '");
    EXPECT_EQ(lines,
              "pam_unix.so pam_deny.so pam_permit.so pam_succeed_if.so pam_succeed_if.so "
              "pam_okta_factor.so pam_permit.so");
    machine().must("pam-auth-update --disable okta-factor");
    EXPECT_EQ(machine().read("/etc/pam.d/common-auth"), before);
}

TEST_F(Install, RemovalIsRefusedWhileAStackNamesTheModule) {
    machine().must("pam-auth-update --enable okta-factor");
    const auto refused = machine().run("apt-get -q remove -y okta-factor");
    EXPECT_NE(refused.status, 0);
    EXPECT_NE(refused.output.find("/etc/pam.d/common-auth"), std::string::npos) << refused.output;
    EXPECT_NE(refused.output.find("pam-auth-update --disable okta-factor"), std::string::npos);
    EXPECT_EQ(machine().must("dpkg-query -W -f '${db:Status-Status}' okta-factor"), "installed");
    EXPECT_EQ(machine().must("systemctl is-active okta-factor.socket okta-factord.service"),
              "active\nactive");
    machine().must("pam-auth-update --disable okta-factor");
}

TEST_F(SetUp, ThreeLinesAndACredentialMakeItWork) {
    machine().must("install -m 0640 -g okta-factor /dev/null /etc/okta-factor/api-token");
    machine().write("/etc/okta-factor/api-token", "00emulated-api-token\n");
    machine().write("/etc/okta-factor/ca.pem", machine().ca());
    machine().must(
        "sed -i -e 's|^#org_url = .*|org_url = \"https://acme.okta.com\"|' -e "
        "'s|^#api_token_file|api_token_file|' "
        "-e 's|^#login = |login = |' /etc/okta-factor.conf");
    machine().write("/etc/okta-factor.conf.d/10-ca.conf",
                    "[okta]\nca_file = \"/etc/okta-factor/ca.pem\"\n");
    EXPECT_EQ(machine().must("okta-factorctl check"), "");
    machine().must("install -m 0600 /dev/null /etc/okta-factor.conf.d/20-hidden.conf");
    const auto hidden = machine().run("okta-factorctl check");
    EXPECT_EQ(hidden.status, 1) << "root can read it, the daemon cannot";
    EXPECT_NE(hidden.output.find("20-hidden.conf"), std::string::npos) << hidden.output;
    machine().must("rm /etc/okta-factor.conf.d/20-hidden.conf");
    machine().must("systemctl reload okta-factord");
    EXPECT_TRUE(machine().becomes_true("okta-factorctl status"))
        << machine().run("okta-factorctl status").output;

    // The three lines behind sudo's password would need a password; here they replace it.
    const std::string stack =
        "auth  [success=1 default=ignore]  pam_succeed_if.so quiet user ingroup okta-breakglass\n"
        "auth  requisite                   pam_okta_factor.so\n"
        "auth  required                    pam_permit.so\n";
    machine().write("/root/stack", stack);
    machine().must("usermod -aG okta-breakglass rescue");
    machine().must(
        "for s in sshd sudo su; do sed -i -e '/^@include common-auth/{r /root/stack' -e 'd}' "
        "/etc/pam.d/$s; done");
    const auto doctor = machine().run("okta-factorctl doctor").output;
    EXPECT_NE(doctor.find("su: everybody can become a member of okta-breakglass"), doctor.npos)
        << doctor;
    machine().must("sed -i 's/quiet user/quiet use_uid user/' /etc/pam.d/su");
    machine().write("/etc/ssh/sshd_config.d/okta.conf",
                    "AuthenticationMethods publickey,keyboard-interactive:pam\n"
                    "KbdInteractiveAuthentication yes\n"
                    "MaxStartups 200\n"
                    "Match User robot\n"
                    "    AuthenticationMethods publickey\n");
    // A client that would know a password asks for it after a final refusal.
    machine().write("/etc/ssh/ssh_config.d/okta.conf",
                    "Host *\n    PasswordAuthentication no\n    LogLevel INFO\n");
    machine().must("sshd -t && systemctl reload ssh");
    EXPECT_TRUE(machine().becomes_true("ssh -o BatchMode=yes robot@localhost true"));
}

TEST_F(SetUp, TheDoctorFindsNothingWrong) {
    const auto doctor = machine().run("okta-factorctl doctor");
    EXPECT_EQ(doctor.status, 0) << doctor.output;
}

}  // namespace
}  // namespace okta_factor::booted
