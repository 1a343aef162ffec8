// SPDX-License-Identifier: MIT
// What the running daemon tells the administrator: status, sessions, forget.
#include <gmock/gmock.h>

#include "tests/integration/ctl/administrator.h"

namespace okta_factor::integration {
namespace {

using testing::HasSubstr;

class InForce : public MachineTest {};

TEST_F(InForce, StatusSaysHowTheDaemonIs) {
    run_ctl(machine(), {"test", "nobody-at-okta"});
    const auto said = run_ctl(machine(), {"status", "--json"});
    EXPECT_EQ(said.exit_status, 0) << said.text;
    const auto status = said.as_json();
    EXPECT_EQ(status.at("org"), org().url());
    EXPECT_EQ(status.at("credential"), "token");
    EXPECT_EQ(status.at("active_logins"), 0);
    EXPECT_EQ(status.at("configuration"), "current");
    EXPECT_EQ(status.at("failures").at(0).at("user"), "nobody-at-okta");
    const auto text = run_ctl(machine(), {"status"}).text;
    EXPECT_THAT(text, HasSubstr("Credentials:   API token"));
    EXPECT_THAT(text, HasSubstr("nobody-at-okta  sshd  "));
}

TEST_F(InForce, AReloadThatIsRefusedNamesEachPlaceAtTheStartOfItsLine) {
    const auto file = machine().folder() / "okta-factor.conf";
    daemon().configure({.login = "tires = 3\ntimeout = \"1h\"\n"});
    const auto said = run_ctl(machine(), {"reload"});
    const auto report = run_ctl(machine(), {"reload", "--json"});
    daemon().configure({});
    run_ctl(machine(), {"reload"});
    EXPECT_EQ(said.exit_status, 1);
    EXPECT_TRUE(said.text.starts_with(file + ':')) << said.text;
    EXPECT_THAT(said.text, HasSubstr('\n' + file + ':'));
    EXPECT_EQ(report.exit_status, 1);
    const auto mistakes = report.as_json().at("mistakes");
    ASSERT_EQ(mistakes.size(), 2U) << report.text;
    EXPECT_EQ(mistakes[0].at("file"), file);
    EXPECT_GT(mistakes[0].at("line"), 0);
    EXPECT_THAT(mistakes[0].at("text").get<std::string>(), HasSubstr("tires"));
}

TEST_F(InForce, SessionsListsWhoIsBeingAsked) {
    const auto person = org().add({code_app()});
    test::Terminal terminal{ctl_command(machine(), {"test", person.name})};
    terminal.expect("ode");
    const auto sessions = run_ctl(machine(), {"sessions", "--json"}).as_json();
    ASSERT_EQ(sessions.size(), 1U) << sessions;
    EXPECT_EQ(sessions[0].at("state"), "running");
    EXPECT_EQ(sessions[0].at("user"), person.name);
    terminal.interrupt();
    terminal.finish();
    EXPECT_THAT(run_ctl(machine(), {"sessions"}).text, HasSubstr("Nobody is logging in"));
}

TEST_F(InForce, ForgetSaysHowMuchWasRemembered) {
    const auto said = run_ctl(machine(), {"forget", "--all", "--json"});
    EXPECT_EQ(said.exit_status, 0);
    EXPECT_EQ(said.as_json().at("forgotten"), 0);
    EXPECT_EQ(run_ctl(machine(), {"forget"}).exit_status, 2) << "nobody was named";
}

TEST_F(InForce, UnlockNamesSomebody) {
    const auto nobody = run_ctl(machine(), {"unlock", ""});
    EXPECT_EQ(nobody.exit_status, 1);
    EXPECT_THAT(nobody.text, HasSubstr("nobody's login"));
    const auto said = run_ctl(machine(), {"unlock", "ada@acme.com", "--json"});
    EXPECT_EQ(said.exit_status, 0) << said.text;
    EXPECT_EQ(said.as_json().at("cleared"), false);
}

}  // namespace
}  // namespace okta_factor::integration
