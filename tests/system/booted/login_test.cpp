// SPDX-License-Identifier: MIT
// Real ssh, as people and their tools use it.
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

using std::string;

class Login : public BootedTest {};

// From here on pushes ask for no number and no Enter, and are approved by themselves: what a
// program without a terminal can go through.
constexpr char no_questions[] =
    "[login]\nautopush = true\nnumber_matching = \"off\"\npush_prompt = "
    "\"never\"\n[limits]\npushes = 1000\n";

/// Each push is approved as it comes, until this goes.
struct ObligingPhone {
    ObligingPhone() { set_pushes(R"({"auto": "approve"})"); }
    ObligingPhone(const ObligingPhone&) = delete;
    ObligingPhone& operator=(const ObligingPhone&) = delete;
    ~ObligingPhone() { set_pushes(R"({"auto": ""})"); }
};

TEST_F(Login, AKeyAndAPushWithTheNumberShownLetIn) {
    const auto terminal = alice_logs_in("ssh alice@localhost id -un");
    EXPECT_EQ(terminal->finish(), 0);
    EXPECT_NE(terminal->transcript().find("\nalice\n"), string::npos) << terminal->transcript();
    EXPECT_TRUE(machine().becomes_true(
        "journalctl -u okta-factord VERDICT=granted LOGIN_USER=alice SERVICE=sshd "
        "FACTOR=push REASON=push-approved RHOST=127.0.0.1 RHOST=::1 | grep -q alice"));
    EXPECT_NE(
        machine().must("journalctl -x -u okta-factord VERDICT=granted").find("okta-factord(8)"),
        string::npos);
}

TEST_F(Login, AWrongCodeKeepsOut) {
    const auto terminal = machine().types("ssh bob@localhost id -un");
    auto wrong = phone().code("bob@acme.com", "token:software:totp");
    wrong.back() = wrong.back() == '0' ? '1' : '0';
    for (int i = 0; i < 3; ++i) {
        terminal->expect("Code from Okta Verify");
        terminal->expect(": ");
        terminal->enter(wrong);
    }
    EXPECT_EQ(terminal->finish(), 255);
    EXPECT_NE(terminal->transcript().find("Too many wrong answers"), string::npos)
        << terminal->transcript();
    machine().must("okta-factorctl unlock bob@acme.com");
}

TEST_F(Login, AHostCommandPassesItsStatusOn) {
    const auto terminal = alice_logs_in("ssh alice@localhost 'echo out; exit 42'");
    EXPECT_EQ(terminal->finish(), 42);
    EXPECT_NE(terminal->transcript().find("\nout\n"), string::npos) << terminal->transcript();
}

TEST_F(Login, ScpSftpAndRsyncWork) {
    set_policy(no_questions);
    const ObligingPhone approves;
    machine().must("echo content >/root/file; rm -f /home/load0-* /tmp/from-*");
    machine().must("scp -o NumberOfPasswordPrompts=1 /root/file load0@localhost:/tmp/from-scp");
    machine().must("echo 'put /root/file /tmp/from-sftp' | sftp load1@localhost");
    machine().must("rsync -e ssh /root/file load2@localhost:/tmp/from-rsync");
    for (const string name : {"scp", "sftp", "rsync"})
        EXPECT_EQ(machine().must("cat /tmp/from-" + name), "content") << name;
    EXPECT_EQ(machine().must(
                  "journalctl -b -o cat --output-fields=LOGIN_USER -u okta-factord VERDICT=granted "
                  "LOGIN_USER=load0 LOGIN_USER=load1 LOGIN_USER=load2 | wc -l"),
              "3");
}

TEST_F(Login, AMasterConnectionIsAskedOnce) {
    set_policy(no_questions);
    const ObligingPhone approves;
    const string options =
        "-o ControlMaster=auto -o ControlPath=/root/master -o ControlPersist=60 load3@localhost";
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(machine().must("ssh " + options + " id -un 2>/dev/null"), "load3");
    machine().must("ssh " + options + " -O exit");
    EXPECT_EQ(machine().must(
                  "journalctl -b -o cat -u okta-factord VERDICT=granted LOGIN_USER=load3 | wc -l"),
              "1");
}

TEST_F(Login, AnAutomationAccountNeedsNoOkta) {
    EXPECT_EQ(machine().must("ssh -o BatchMode=yes robot@localhost id -un"), "robot");
    EXPECT_EQ(machine().run("ssh -o BatchMode=yes alice@localhost id -un").status, 255);
    EXPECT_EQ(machine().must("journalctl -b -o cat -u okta-factord LOGIN_USER=robot | wc -l"), "0");
}

TEST_F(Login, AHundredAtOnceGetIn) {
    set_policy(no_questions);
    const ObligingPhone approves;
    // However slow the machine is at a hundred key exchanges.
    const auto all = machine().run(
        "for i in $(seq 0 99); do ssh load$i@localhost id -un >>/root/in 2>>/root/out & done; wait",
        150s);
    EXPECT_EQ(all.output, "");
    EXPECT_EQ(machine().must("grep -c '^load' /root/in"), "100") << machine().read("/root/out");
    set_policy("");
}

}  // namespace
}  // namespace okta_factor::booted
