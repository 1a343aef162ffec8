// SPDX-License-Identifier: MIT
// okta-factorctl test: the dialogue of a login on a terminal, with the verdict at its end.
#include <gmock/gmock.h>

#include "tests/integration/ctl/administrator.h"

namespace okta_factor::integration {
namespace {

using test::Terminal;
using testing::HasSubstr;
using testing::Not;

class TestCommand : public MachineTest {
  protected:
    static std::vector<std::string> at_the_socket(const Person& person) {
        return {"test", person.name, "--socket", daemon().doors().socket};
    }
};

TEST_F(TestCommand, GrantsACodeAndSaysSoOnTheBus) {
    const auto person = org().add({code_app()});
    Terminal terminal{ctl_command(machine(), {"test", person.name})};
    terminal.expect("This is only a test");
    terminal.expect("ode");
    terminal.enter(org().code(person, "token:software:totp"));
    terminal.expect("Verdict: granted");
    EXPECT_EQ(terminal.finish(), 0);
    EXPECT_EQ(daemon().recorded(person.name, "VERDICT"), "granted");
    EXPECT_EQ(daemon().recorded(person.name, "SERVICE"), "sshd");
}

TEST_F(TestCommand, DoesNotSayThatOktaConfirmedWhoIsLetInWithoutIt) {
    daemon().configure({.login = "when_unreachable = \"allow\"\n"});
    run_ctl(machine(), {"reload"});
    org().break_down({{"kind", "refuse"}});
    const auto said = run_ctl(machine(), {"test", "ada"});
    org().mend();
    daemon().configure({});
    run_ctl(machine(), {"reload"});
    machine().await_okta();
    EXPECT_EQ(said.exit_status, 0) << said.text;
    EXPECT_THAT(said.text, HasSubstr("Verdict: granted: the login would be let in"));
    EXPECT_THAT(said.text, Not(HasSubstr("confirmed")));
}

TEST_F(TestCommand, WaitsForAPushAtTheSocketWhereNobodyPressesEnter) {
    const auto person = org().add(
        {{{"factorType", "push"}, {"profile", {{"name", "Gibson"}}}, {"number_matching", false}}});
    auto arguments = at_the_socket(person);
    arguments.insert(arguments.end(), {"--service", "sudo"});
    Terminal terminal{ctl_command(machine(), arguments)};
    static_cast<void>(org().wait_for_push(person));
    org().approve(person);
    terminal.expect("Verdict: granted");
    EXPECT_EQ(terminal.finish(), 0);
    EXPECT_EQ(daemon().recorded(person.name, "SERVICE"), "sudo");
}

TEST_F(TestCommand, ReadsASecretWithoutShowingIt) {
    constexpr char answer[] = "Brussels sprouts";
    org().keep_secret(answer);
    const auto person = org().add(
        {{{"factorType", "question"},
          {"answer", answer},
          {"profile",
           {{"question", "disliked_food"}, {"questionText", "Which food could you not stand?"}}}}});
    Terminal terminal{ctl_command(machine(), at_the_socket(person))};
    terminal.expect("Press Enter");
    terminal.enter("");
    terminal.expect("Which food could you not stand?");
    terminal.enter(answer);
    terminal.expect("Verdict: granted");
    EXPECT_EQ(terminal.finish(), 0);
    EXPECT_THAT(terminal.transcript(), Not(HasSubstr(answer)));
}

TEST_F(TestCommand, CtrlCCancelsTheLogin) {
    const auto person = org().add({code_app()});
    Terminal terminal{ctl_command(machine(), at_the_socket(person))};
    terminal.expect("ode");
    terminal.interrupt();
    terminal.expect("Verdict: cancelled");
    EXPECT_EQ(terminal.finish(), 1);
    daemon().wait_for_log("LOGIN_USER=" + person.name);
    EXPECT_EQ(daemon().recorded(person.name, "VERDICT"), "cancelled");
}

TEST_F(TestCommand, TheEndOfTheInputCancelsAndJsonTellsTheVerdict) {
    const auto person = org().add({code_app()});
    auto arguments = at_the_socket(person);
    arguments.emplace_back("--json");
    const auto said = run_ctl(machine(), arguments);
    EXPECT_EQ(said.exit_status, 1);
    EXPECT_THAT(said.text, HasSubstr(R"("verdict": "cancelled")"));
}

TEST_F(TestCommand, ARefusalIsNotZero) {
    const auto said = run_ctl(machine(), {"test", "nobody-at-okta", "--json"});
    EXPECT_EQ(said.exit_status, 1);
    EXPECT_THAT(said.text, HasSubstr(R"("verdict": "denied-final")"));
}

TEST_F(TestCommand, SaysWhenThereIsNoDaemon) {
    const auto said =
        run_ctl(machine(), {"test", "ada", "--socket", machine().folder() / "no-such-door"});
    EXPECT_EQ(said.exit_status, 1);
    EXPECT_THAT(said.text, HasSubstr("cannot reach okta-factord: No such file"));
}

}  // namespace
}  // namespace okta_factor::integration
