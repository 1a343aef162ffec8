// SPDX-License-Identifier: MIT
// Real ssh to a real sshd: the key first, then Okta by keyboard-interactive.
#include <csignal>

#include "tests/system/system_test.h"

namespace okta_factor::system_test {
namespace {

using namespace std::chrono_literals;

constexpr char common_refusal[] = "Okta could not verify this login.";

class Ssh : public SystemTest {};

TEST_F(Ssh, APushWithANumberLetsIn) {
    const std::string line = "ssh alice@web1 id -un";
    const auto terminal = types(line);
    terminal->expect("Choose 1-5");
    terminal->enter("1");
    terminal->expect("tap 42, then press Enter");
    phone().approve("alice@acme.com", 42);
    terminal->expect(": ");
    terminal->enter("");
    EXPECT_EQ(terminal->finish(), 0);
    expect_golden("ssh-push-with-number", line, *terminal);
}

TEST_F(Ssh, ACodeTypedAtTheMenuLetsIn) {
    const std::string line = "ssh alice@web1 id -un";
    const auto terminal = types(line);
    const auto code = phone().code("alice@acme.com", "token:software:totp");
    terminal->expect("or type a code: ");
    terminal->enter(code);
    EXPECT_EQ(terminal->finish(), 0);
    EXPECT_EQ(asked("POST", "/verify"), 1);
    expect_golden("ssh-code-at-menu", line, *terminal, {{code, "<code>"}});
}

TEST_F(Ssh, AWrongCodeIsSaidAndTheRightOneLetsIn) {
    const std::string line = "ssh bob@web1 id -un";
    const auto terminal = types(line);
    const auto code = phone().code("bob@acme.com", "token:software:totp");
    const auto wrong = wrong_code(code);
    terminal->expect("Code from Okta Verify");
    terminal->expect(": ");
    terminal->enter(wrong);
    terminal->expect("Code from Okta Verify");
    terminal->expect(": ");
    terminal->enter(code);
    EXPECT_EQ(terminal->finish(), 0);
    EXPECT_EQ(asked("POST", "/verify"), 2);
    expect_golden("ssh-wrong-code", line, *terminal, {{wrong, "<wrong code>"}, {code, "<code>"}});
}

TEST_F(Ssh, ThreeWrongCodesEndTheLogin) {
    const auto terminal = types("ssh bob@web1 id -un");
    const auto wrong = wrong_code(phone().code("bob@acme.com", "token:software:totp"));
    for (int i = 0; i < 3; ++i) {
        terminal->expect("Code from Okta Verify");
        terminal->expect(": ");
        terminal->enter(wrong);
    }
    EXPECT_EQ(terminal->finish(), 255);
    EXPECT_EQ(asked("POST", "/verify"), 3);
    EXPECT_NE(terminal->transcript().find("Too many wrong answers"), std::string::npos)
        << terminal->transcript();
}

TEST_F(Ssh, ATextMessageIsSentAgainNoSoonerThanOktaAllows) {
    const std::string line = "ssh alice@web1 id -un";
    const auto terminal = types(line);
    terminal->expect("Choose 1-5");
    terminal->enter("3");
    terminal->expect("Code from the text message");
    terminal->expect(": ");
    terminal->enter("");
    terminal->expect("Code from the text message");
    terminal->expect(": ");
    EXPECT_EQ(asked("POST", "/verify"), 1) << "a second text message within 30 s";
    const auto code = phone().message("alice@acme.com");
    terminal->enter(code);
    EXPECT_EQ(terminal->finish(), 0);
    EXPECT_NE(terminal->transcript().find(" seconds."), std::string::npos)
        << "the wait is not said";
}

TEST_F(Ssh, TheAnswerToASecurityQuestionIsNotShown) {
    const std::string line = "ssh alice@web1 id -un";
    const auto terminal = types(line);
    terminal->expect("Choose 1-5");
    terminal->enter("5");
    terminal->expect("Press Enter, then type the answer");
    terminal->expect(": ");
    terminal->enter("");
    terminal->expect("What is the food you least liked as a child?");
    terminal->enter("Turnip soup");
    EXPECT_EQ(terminal->finish(), 0);
    EXPECT_EQ(terminal->transcript().find("urnip"), std::string::npos);
    expect_golden("ssh-question", line, *terminal);
}

TEST_F(Ssh, ARejectedPushEndsTheLogin) {
    const std::string line = "ssh alice@web1 id -un";
    const auto terminal = types(line);
    terminal->expect("Choose 1-5");
    terminal->enter("1");
    terminal->expect("tap 42, then press Enter");
    phone().reject("alice@acme.com");
    terminal->expect(": ");
    terminal->enter("");
    EXPECT_EQ(terminal->finish(), 255);
    EXPECT_EQ(asked("POST", "/verify"), 1);
    expect_golden("ssh-push-rejected", line, *terminal);
}

TEST_F(Ssh, TheWrongNumberOnThePhoneIsARejection) {
    const auto terminal = types("ssh alice@web1 id -un");
    terminal->expect("Choose 1-5");
    terminal->enter("1");
    terminal->expect("tap 42, then press Enter");
    phone().approve("alice@acme.com", 43);
    terminal->expect(": ");
    terminal->enter("");
    EXPECT_EQ(terminal->finish(), 255);
}

TEST_F(Ssh, OneOfSeveralPhonesCanBeChosen) {
    const std::string line = "ssh erin@web1 id -un";
    const auto terminal = types(line);
    terminal->expect("Choose 1-2");
    terminal->enter("2");
    terminal->expect("Tablet, tap 63, then press Enter");
    phone().approve("erin@acme.com", 63);
    terminal->expect(": ");
    terminal->enter("");
    EXPECT_EQ(terminal->finish(), 0);
    expect_golden("ssh-two-phones", line, *terminal);
}

TEST_F(Ssh, WhoIsNotAtOktaIsToldNoMoreThanWhoIsSuspendedThere) {
    const auto unknown = types("ssh zoe@web1 id -un");
    EXPECT_EQ(unknown->finish(), 255);
    expect_golden("ssh-unknown-user", "ssh zoe@web1 id -un", *unknown);
    EXPECT_NE(unknown->transcript().find(common_refusal), std::string::npos);

    const auto suspended = types("ssh carol@web1 id -un");
    EXPECT_EQ(suspended->finish(), 255);
    std::string expected = unknown->transcript();
    for (std::size_t at = 0; (at = expected.find("zoe@", at)) != std::string::npos;)
        expected.replace(at, 4, "carol@");
    EXPECT_EQ(suspended->transcript(), expected);
}

TEST_F(Ssh, WhoHasNothingThatWorksInATerminalIsToldWhatToDo) {
    const auto terminal = types("ssh dave@web1 id -un");
    EXPECT_EQ(terminal->finish(), 255);
    EXPECT_NE(terminal->transcript().find("set up Okta Verify"), std::string::npos)
        << terminal->transcript();
}

TEST_F(Ssh, WithoutTheKeyOktaIsNotAsked) {
    const auto terminal = types("ssh -o PubkeyAuthentication=no alice@web1 id -un");
    EXPECT_EQ(terminal->finish(), 255);
    EXPECT_EQ(asked("GET", "alice"), 0);
    EXPECT_EQ(asked("POST", "/verify"), 0);
}

TEST_F(Ssh, AClientThatKnowsPasswordsAsksForOneInVainAfterAFinalRefusal) {
    const auto terminal = types(
        "ssh -o PasswordAuthentication=yes -o NumberOfPasswordPrompts=1 "
        "zoe@web1 id -un");
    terminal->expect(common_refusal);
    terminal->expect("password: ");
    terminal->enter("secret");
    EXPECT_EQ(terminal->finish(), 255);
    EXPECT_EQ(asked("GET", "zoe"), 1);
}

TEST_F(Ssh, CtrlCCancelsTheWaitingPush) {
    const auto terminal = types("ssh alice@web1 id -un");
    terminal->expect("Choose 1-5");
    terminal->enter("1");
    terminal->expect("press Enter");
    terminal->interrupt();
    terminal->finish();
    EXPECT_TRUE(phone().wait_for_request("DELETE", "/transactions/"));
}

TEST_F(Ssh, AClientThatVanishesCancelsTheWaitingPush) {
    const auto terminal = types("ssh alice@web1 id -un");
    terminal->expect("Choose 1-5");
    terminal->enter("1");
    terminal->expect("press Enter");
    terminal->signal(SIGKILL);
    EXPECT_TRUE(phone().wait_for_request("DELETE", "/transactions/"));
}

TEST_F(Ssh, ALoginWithoutADaemonIsRefusedButTheRescueAccountGetsIn) {
    machine().daemon().stop();
    const auto refused = types("ssh alice@web1 id -un");
    EXPECT_EQ(refused->finish(), 255);
    const auto rescued = types("ssh rescue@web1 id -un");
    EXPECT_EQ(rescued->finish(), 0);
    EXPECT_EQ(rescued->transcript(), "rescue\n");
}

TEST_F(Ssh, TheSystemBusIsAGoodDoorToo) {
    settings.direct_socket = false;
    const auto terminal = types("ssh bob@web1 id -un");
    const auto code = phone().code("bob@acme.com", "token:software:totp");
    terminal->expect("Code from Okta Verify");
    terminal->expect(": ");
    terminal->enter(code);
    EXPECT_EQ(terminal->finish(), 0);
}

TEST_F(Ssh, AHungBusDoesNotMatterToTheDirectSocket) {
    machine().bus().signal(SIGSTOP);
    const auto terminal = types("ssh bob@web1 id -un");
    const auto code = phone().code("bob@acme.com", "token:software:totp");
    terminal->expect("Code from Okta Verify");
    terminal->expect(": ");
    terminal->enter(code);
    EXPECT_EQ(terminal->finish(), 0);
}

}  // namespace
}  // namespace okta_factor::system_test
