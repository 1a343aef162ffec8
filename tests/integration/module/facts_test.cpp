// SPDX-License-Identifier: MIT
// What the daemon is told about a login, and what it is not.
#include <grp.h>
#include <pty.h>
#include <pwd.h>
#include <sys/stat.h>

#include "tests/integration/module/module_test.h"

namespace okta_factor::test {
namespace {

using testing::Contains;
using testing::Not;

class Facts : public ModuleTest {
  protected:
    json told(const PamLogin& login) {
        (void)run_pam_login(login);
        return fake_.expect_call("StartLogin")["login"];
    }
    PamLogin login(const std::string& service = "sshd") const {
        return through(alone(by_socket()), service);
    }
    PamLogin step_up(const std::string& service, const std::string& user,
                     const std::string& invoker) const {
        auto result = login(service);
        result.user = user;
        result.ruser = invoker;
        return result;
    }

    FakeDaemon fake_ = daemon({verdict("granted")});
};

TEST_F(Facts, AnAccountIsNamedWithItsNumberAndGroups) {
    const auto facts = told(login());
    EXPECT_EQ(facts["user"], "root");
    EXPECT_EQ(facts["uid"], 0);
    EXPECT_THAT(facts["groups"], Contains("root"));
    EXPECT_EQ(facts["service"], "sshd");
    EXPECT_EQ(facts["silent"], false);
    for (const char* unknown :
         {"target", "tty", "tty_device", "rhost", "session", "command", "completed"})
        EXPECT_FALSE(facts.contains(unknown)) << unknown;
}

TEST_F(Facts, ANameWithoutAccountIsPassedOnAsTyped) {
    auto unknown = login();
    unknown.user = "nobody-here";
    const auto facts = told(unknown);
    EXPECT_EQ(facts["user"], "nobody-here");
    EXPECT_FALSE(facts.contains("uid"));
    EXPECT_FALSE(facts.contains("groups"));
}

TEST_F(Facts, WhoStepsUpIsTheOneAsked) {
    for (const char* service : {"su", "su-l", "sudo", "sudo-i", "doas"}) {
        const auto facts = told(step_up(service, "root", "nobody"));
        EXPECT_EQ(facts["user"], "nobody") << service;
        EXPECT_EQ(facts["uid"], 65534) << service;
        EXPECT_THAT(facts["groups"], Not(Contains("root"))) << service;
        EXPECT_EQ(facts["target"], "root") << service;
    }
}

TEST_F(Facts, SudoWithoutTargetPasswordHasNoTargetToTell) {
    const auto facts = told(step_up("sudo", "nobody", "nobody"));
    EXPECT_EQ(facts["user"], "nobody");
    EXPECT_FALSE(facts.contains("target"));
}

TEST_F(Facts, AnInvokerMeansNothingWhereNobodyStepsUp) {
    const auto facts = told(step_up("sshd", "nobody", "root"));
    EXPECT_EQ(facts["user"], "nobody");
    EXPECT_FALSE(facts.contains("target"));
}

TEST_F(Facts, SshTellsAddressAndMethods) {
    auto ssh = login();
    ssh.rhost = "client.example";
    ssh.tty = "ssh";
    ssh.environment = {{"SSH_CONNECTION", "2001:db8::1 40000 192.0.2.1 22"},
                       {"SSH_AUTH_INFO_0", "publickey ssh-ed25519 AAAA\n"}};
    const auto facts = told(ssh);
    EXPECT_EQ(facts["rhost"], "2001:db8::1");
    EXPECT_EQ(facts["completed"], "publickey ssh-ed25519 AAAA\n");
    EXPECT_EQ(facts["tty"], "ssh");
    EXPECT_FALSE(facts.contains("tty_device"));
    EXPECT_FALSE(facts.contains("session"));
}

// pam_env can put a person's own ~/.pam_environment there.
TEST_F(Facts, WhatIsSshdsCountsInSshdAlone) {
    for (const char* service : {"sudo", "su", "login", "gdm-password", "dovecot", "polkit-1"}) {
        auto other = login(service);
        other.environment = {{"SSH_CONNECTION", "10.1.2.3 40000 192.0.2.1 22"},
                             {"SSH_AUTH_INFO_0", "publickey ssh-ed25519 AAAA\n"}};
        const auto facts = told(other);
        EXPECT_FALSE(facts.contains("rhost")) << service;
        EXPECT_FALSE(facts.contains("completed")) << service;
    }
}

TEST_F(Facts, AHostIsTheAddressOfAClientOnlyWhereThereIsOne) {
    for (const char* service : {"sshd", "dovecot", "cockpit"}) {
        auto remote = login(service);
        remote.rhost = "10.1.2.3";
        EXPECT_EQ(told(remote)["rhost"], "10.1.2.3") << service;
    }
    for (const char* service : {"sudo", "sudo-i", "su", "su-l", "doas", "runuser", "polkit-1",
                                "login", "remote", "gdm-password", "lightdm", "sddm"}) {
        auto local = login(service);
        local.rhost = "10.1.2.3";
        EXPECT_FALSE(told(local).contains("rhost")) << service;
    }
}

TEST_F(Facts, OnlySudoTellsACommand) {
    for (const char* service : {"su", "sshd", "doas", "login"}) {
        auto other = login(service);
        other.environment = {{"SUDO_COMMAND", "/usr/bin/backup"}};
        EXPECT_FALSE(told(other).contains("command")) << service;
    }
}

TEST_F(Facts, OnlyNumericAddressesAreTold) {
    auto remote = login();
    remote.rhost = "192.0.2.7";
    EXPECT_EQ(told(remote)["rhost"], "192.0.2.7");
    remote.rhost = "client.example";
    EXPECT_FALSE(told(remote).contains("rhost"));
    remote.environment = {{"SSH_CONNECTION", "UNKNOWN 65535 UNKNOWN 65535"}};
    EXPECT_FALSE(told(remote).contains("rhost"));
    remote.environment = {{"SSH_CONNECTION", "fe80::1%eth0 40000 fe80::2%eth0 22"}};
    EXPECT_EQ(told(remote)["rhost"], "fe80::1");
}

TEST_F(Facts, ATerminalIsToldWithDeviceAndSession) {
    int master = -1;
    int slave = -1;
    char name[64];
    ASSERT_EQ(openpty(&master, &slave, name, nullptr, nullptr), 0);
    const UniqueFd owners[] = {UniqueFd(master), UniqueFd(slave)};
    struct stat status {};
    ASSERT_EQ(stat(name, &status), 0);

    // Who started the tests may lead their session from outside this process namespace, where it
    // has no number and the module, rightly, no name for it. Alone a group's leader cannot do this.
    (void)setsid();
    auto terminal = step_up("sudo", "root", "root");
    terminal.tty = name;
    const auto facts = told(terminal);
    EXPECT_EQ(facts["tty"], std::string(name).substr(5));
    EXPECT_EQ(facts["tty_device"], status.st_rdev);
    EXPECT_THAT(facts["session"].get<std::string>(), testing::MatchesRegex(".+@[0-9]+"));
    EXPECT_EQ(told(terminal)["session"], facts["session"]);
}

TEST_F(Facts, CommandAndSilenceAreTold) {
    auto sudo = step_up("sudo", "root", "root");
    sudo.environment = {{"SUDO_COMMAND", "/usr/bin/id -u"}};
    sudo.flags = PAM_SILENT;
    const auto facts = told(sudo);
    EXPECT_EQ(facts["command"], "/usr/bin/id -u");
    EXPECT_EQ(facts["silent"], true);
}

TEST_F(Facts, WhatIsNotTextIsLeftOut) {
    auto odd = login();
    odd.tty = "\xff\xfe";
    odd.environment = {{"SUDO_COMMAND", "\xc3("}, {"SSH_AUTH_INFO_0", std::string(100'000, 'x')}};
    const auto facts = told(odd);
    EXPECT_FALSE(facts.contains("tty"));
    EXPECT_FALSE(facts.contains("command"));
    EXPECT_EQ(facts["completed"].get<std::string>().size(), 16384U);
}

TEST_F(Facts, NamesThatCannotBeNamesAreRefusedWithoutAsking) {
    for (const std::string& name :
         {std::string("al\nice"), std::string("\x1b[2J"), std::string("\xff"),
          std::string("a\xc2\x9b"), std::string("\x7f"), std::string(257, 'a')}) {
        auto strange = login();
        strange.user = name;
        auto result = run_pam_login(strange);
        EXPECT_EQ(pam_name(result.authenticate), "PAM_MAXTRIES") << name;
        EXPECT_THAT(result.texts(), testing::ElementsAre(not_verified));
        strange = step_up("sudo", "root", name);
        EXPECT_EQ(pam_name(run_pam_login(strange).authenticate), "PAM_ABORT") << name;
    }
    EXPECT_EQ(told(login())["user"], "root");  // the first call that the daemon got
}

TEST_F(Facts, AnEmptyNameIsRefused) {
    auto nameless = login();
    nameless.user = "";
    EXPECT_NE(run_pam_login(nameless).authenticate, PAM_SUCCESS);
    EXPECT_EQ(told(login())["user"], "root");
}

TEST_F(Facts, TheLongestNameIsPassedOnWhole) {
    auto unknown = login();
    unknown.user = std::string(256, 'a');
    EXPECT_EQ(told(unknown)["user"], unknown.user);
}

class Replies : public ModuleTest {
  protected:
    json sent(const std::string& typed) const {
        auto fake = daemon({prompt("Code: "), verdict("denied-final")});
        auto login = through(alone(by_socket()));
        login.replies = {typed};
        EXPECT_EQ(pam_name(run_pam_login(login).authenticate), "PAM_MAXTRIES");
        return fake.expect_call("Reply")["text"];
    }
};

TEST_F(Replies, ArePassedOnAsTheyAre) {
    EXPECT_EQ(sent(""), "");
    EXPECT_EQ(sent(" 12\t34 "), " 12\t34 ");
    EXPECT_EQ(sent("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
}

TEST_F(Replies, ThatAreNotTextBecomeOneReplacementCharacter) {
    EXPECT_EQ(sent("\xff"), "\xef\xbf\xbd");
    EXPECT_EQ(sent("12345\xc3"), "\xef\xbf\xbd");
    EXPECT_EQ(sent("\xed\xa0\x80"), "\xef\xbf\xbd");
}

TEST_F(Replies, ThatAreEndlessAreCut) {
    const auto text = sent(std::string(200'000, '1')).get<std::string>();
    EXPECT_EQ(text.size(), 65536U);
}

}  // namespace
}  // namespace okta_factor::test
