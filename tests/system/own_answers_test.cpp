// SPDX-License-Identifier: MIT
// Real programs that hold a name and a password and answer every prompt with them: nothing of it
// reaches Okta, and nobody is locked out by it.
#include <filesystem>

#include "tests/system/sockets.h"
#include "tests/system/system_test.h"

namespace okta_factor::system_test {
namespace {

// The password, then Okta.
constexpr char password_and_okta[] =
    "auth  requisite  pam_unix.so nodelay\n"
    "auth  requisite  pam_okta_factor.so\n"
    "auth  required   pam_permit.so\n"
    "account  required  pam_unix.so\n"
    "session  required  pam_unix.so\n";

constexpr char okta_alone[] =
    "auth  requisite  pam_okta_factor.so\n"
    "auth  required   pam_permit.so\n"
    "account  required  pam_unix.so\n"
    "session  required  pam_unix.so\n";

constexpr char no_keys[] =
    "AuthenticationMethods keyboard-interactive:pam\n"
    "UsePAM yes\n"
    "KbdInteractiveAuthentication yes\n"
    "PasswordAuthentication no\n"
    "ListenAddress 127.0.0.1\n"
    "HostKey /etc/ssh/ssh_host_ed25519_key\n"
    "PrintMotd no\n"
    "PrintLastLog no\n";

using Reasons = std::vector<std::string>;

class OwnAnswers : public SystemTest {
  protected:
    /// Okta was asked about the person and their factors, and judged nothing; the password is in
    /// nothing that it was sent or that the daemon wrote.
    void expect_nothing_sent() {
        EXPECT_EQ(asked("POST", "/verify"), 0);
        for (const auto& request : phone().requests())
            EXPECT_EQ(request.dump().find(login_password), std::string::npos) << request;
        const auto log = read_file(std::string(machine_folder) + "/log/okta-factord");
        EXPECT_EQ(log.find(login_password), std::string::npos);
    }
    /// With their password and a code.
    void expect_bob_gets_in(test::Terminal& terminal) {
        terminal.expect("assword");
        terminal.expect(": ");
        terminal.enter(login_password);
        terminal.expect("Code from Okta Verify");
        terminal.expect(": ");
        terminal.enter(phone().code("bob@acme.com", "token:software:totp"));
        EXPECT_EQ(terminal.finish(), 0);
        EXPECT_EQ(recorded("bob", "VERDICT").back(), "granted");
    }
};

// 2.4 has another syntax than those before.
constexpr char dovecot_configuration[] = R"(#!/bin/sh
set -eu
version=$(dovecot --version)
exec >/etc/dovecot/dovecot.conf
case $version in 2.[0-3].*) ;; *) printf 'dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n' ;; esac
printf '%s\n' 'protocols =' 'ssl = no' 'log_path = /dev/stderr' 'auth_failure_delay = 0'
case $version in
    2.[0-3].*) printf 'disable_plaintext_auth = no\npassdb {\n driver = pam\n}\nuserdb {\n driver = passwd\n}\n' ;;
    *) printf 'auth_allow_cleartext = yes\npassdb pam {\n}\nuserdb passwd {\n}\n' ;;
esac
)";

class Dovecot : public OwnAnswers {
  protected:
    Dovecot() {
        settings.files = {{"/etc/pam.d/dovecot", password_and_okta},
                          {"/etc/dovecot/configure", dovecot_configuration}};
    }
    void start() {
        (void)machine();
        run({"/etc/dovecot/configure"});
        std::filesystem::create_directories("/run/dovecot");
        dovecot_.emplace(test::Command{.arguments = {"/usr/sbin/dovecot", "-F"},
                                       .output = std::string(machine_folder) + "/log/dovecot"});
        ASSERT_TRUE(wait_for_file("/run/dovecot/auth-client", *dovecot_)) << Machine::logs();
    }
    /// As a mail client that has the right password.
    int logs_in(const std::string& user) {
        const auto terminal =
            types("doveadm auth test " + user + " '" + std::string(login_password) + "'");
        return terminal->finish();
    }

    std::optional<test::ChildProcess> dovecot_;
};

TEST_F(Dovecot, AnswersPromptsWithTheNameAndLocksNobodyOut) {
    start();
    for (int i = 0; i < 2; ++i)
        EXPECT_NE(logs_in("bob"), 0);
    EXPECT_EQ(recorded("bob", "REASON"), Reasons(2, "name-withheld"));
    EXPECT_EQ(recorded("bob", "SERVICE"), Reasons(2, "dovecot"));
    expect_nothing_sent();

    const auto ssh = types("ssh bob@web1 id -un");
    ssh->expect("Code from Okta Verify");
    ssh->expect(": ");
    ssh->enter(phone().code("bob@acme.com", "token:software:totp"));
    EXPECT_EQ(ssh->finish(), 0);
}

TEST_F(Dovecot, DoesNotGetToASecurityQuestion) {
    start();
    EXPECT_NE(logs_in("grace"), 0);
    EXPECT_EQ(recorded("grace", "REASON"), Reasons{"name-withheld"});
    expect_nothing_sent();
}

TEST_F(Dovecot, LetsInWhomARuleSkips) {
    settings.configuration =
        "[[rule]]\nname = \"mail\"\nservices = [\"dovecot\"]\naction = \"skip\"\n";
    start();
    EXPECT_EQ(logs_in("bob"), 0) << "nothing else is wrong with this Dovecot";
}

constexpr char paramiko[] = R"(#!/usr/bin/python3
import sys, paramiko
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
try:
    client.connect("127.0.0.1", username=sys.argv[1], password=sys.argv[2], look_for_keys=False, allow_agent=False)
except paramiko.SSHException as error:
    print("refused:", error)
    sys.exit(1)
print("let in")
client.close()
)";

class Paramiko : public OwnAnswers {
  protected:
    Paramiko() {
        settings.files = {{"/etc/pam.d/sshd", password_and_okta},
                          {"/etc/ssh/sshd_config", no_keys},
                          {"/etc/paramiko-login", paramiko}};
    }
    void expect_refused(const std::string& user) {
        const auto terminal =
            types("/etc/paramiko-login " + user + " '" + std::string(login_password) + "'");
        terminal->expect("refused: ");
        EXPECT_EQ(terminal->finish(), 1);
    }
};

TEST_F(Paramiko, AnswersPromptsWithThePasswordAndLocksNobodyOut) {
    for (int i = 0; i < 3; ++i)
        expect_refused("bob");
    EXPECT_EQ(recorded("bob", "REASON"), Reasons(3, "password-withheld"));
    expect_nothing_sent();
    expect_bob_gets_in(*types("ssh -o PubkeyAuthentication=no bob@web1 id -un"));
}

TEST_F(Paramiko, AnswersAMenuAndAQuestionWithThePassword) {
    for (const std::string user : {"alice", "grace"}) {
        expect_refused(user);
        EXPECT_EQ(recorded(user, "REASON"), Reasons{"password-withheld"});
    }
    expect_nothing_sent();
}

TEST_F(Paramiko, DoesNotGetToASecurityQuestionWhereNobodyKnowsThePassword) {
    settings.files["/etc/pam.d/sshd"] = okta_alone;
    expect_refused("grace");
    EXPECT_EQ(recorded("grace", "REASON"), Reasons{"answer-out-of-turn"});
    expect_nothing_sent();
}

class SudoAskpass : public OwnAnswers {
  protected:
    SudoAskpass() {
        settings.files = {
            {"/etc/pam.d/sudo", password_and_okta},
            {"/etc/askpass", "#!/bin/sh\necho '" + std::string(login_password) + "'\n"}};
    }
};

TEST_F(SudoAskpass, AnswersPromptsWithThePasswordAndLocksNobodyOut) {
    for (const std::string user : {"bob", "alice", "grace"}) {
        const auto terminal = types("env SUDO_ASKPASS=/etc/askpass sudo -A id -un", user);
        EXPECT_EQ(terminal->finish(), 1);
        EXPECT_NE(terminal->transcript().find("That was your login password."), std::string::npos)
            << terminal->transcript();
        EXPECT_EQ(recorded(user, "REASON"), Reasons{"password-withheld"}) << "sudo tried again";
    }
    expect_nothing_sent();
    expect_bob_gets_in(*types("sudo id -un", "bob"));
}

}  // namespace
}  // namespace okta_factor::system_test
