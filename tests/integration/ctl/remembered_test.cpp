// SPDX-License-Identifier: MIT
// A sudo that is not asked twice, as the administrator sees it: sessions, forget, reload, metrics.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "common/protocol.h"
#include "tests/integration/ctl/administrator.h"

namespace okta_factor::integration {
namespace {

using bus::check;
using testing::HasSubstr;
using namespace protocol;

class RememberedStepUp : public MachineTest {
  protected:
    static void SetUpTestSuite() {
        Configuration configuration;
        configuration.login = "remember = \"15m\"\n";
        set_up(configuration);
    }

    RememberedStepUp() : person_(org().add({code_app()})), host_(machine().caller(Door::socket)) {}

    /// sudo in a terminal of a login session.
    Step step_up(const std::string& service = "sudo") {
        const auto call = host_.message(manager_path, manager_interface, "StartLogin");
        check(sd_bus_message_append(call.get(), "a{sv}", 6, "user", "s", person_.name.c_str(),
                                    "uid", "u", 1000U, "service", "s", service.c_str(), "tty", "s",
                                    "pts/7", "tty_device", "t", std::uint64_t{34823}, "session",
                                    "s", (person_.name + "@4711").c_str()),
              "the facts of a step-up");
        return host_.send(call).step();
    }
    void confirm() {
        const auto step = step_up();
        ASSERT_EQ(step.expects, "reply");
        ASSERT_EQ(host_.reply(step.login, org().code(person_, "token:software:totp")).verdict,
                  "granted");
    }

    Person person_;
    Caller host_;
};

TEST_F(RememberedStepUp, IsGrantedWithoutOkta) {
    confirm();
    org().forget_requests();
    EXPECT_EQ(step_up("sudo-i").verdict, "granted");
    EXPECT_EQ(org().requests(), json::array());
    EXPECT_EQ(daemon().recorded(person_.name, "REASON"), "remembered");
    EXPECT_EQ(daemon().recorded(person_.name, "FACTOR"), "totp");
    EXPECT_EQ(step_up("su").expects, "reply");
}

TEST_F(RememberedStepUp, IsListedAndForgotten) {
    run_ctl(machine(), {"forget", "--all"});
    confirm();
    const auto sessions = run_ctl(machine(), {"sessions", "--json"}).as_json();
    ASSERT_EQ(sessions.size(), 1U) << sessions;
    EXPECT_EQ(sessions[0].at("state"), "remembered");
    EXPECT_EQ(sessions[0].at("user"), person_.name);
    EXPECT_EQ(sessions[0].at("tty"), "pts/7");
    EXPECT_EQ(sessions[0].at("factor"), "totp");

    EXPECT_EQ(run_ctl(machine(), {"forget", "somebody-else", "--json"}).as_json()["forgotten"], 0);
    EXPECT_EQ(step_up().verdict, "granted");
    EXPECT_EQ(run_ctl(machine(), {"forget", person_.name, "--json"}).as_json()["forgotten"], 1);
    EXPECT_EQ(step_up().expects, "reply");
}

TEST_F(RememberedStepUp, IsForgottenOnReload) {
    confirm();
    EXPECT_EQ(host_.reload(), "");
    EXPECT_EQ(step_up().expects, "reply");
}

class MetricsOfADaemon : public MachineTest {};

TEST_F(MetricsOfADaemon, AreInTheFileThatIsConfigured) {
    const auto file = machine().folder() / "okta-factor.prom";
    Configuration configuration;
    configuration.more = "[metrics]\ntextfile = \"" + file + "\"\n";
    daemon().configure(configuration);
    run_ctl(machine(), {"test", "nobody-at-okta"});
    ASSERT_EQ(machine().caller(Door::socket).reload(), "");
    std::string text;
    constexpr int questions = 200;  // each lets the daemon go on
    for (int i = 0; i < questions && text.empty(); ++i) {
        static_cast<void>(machine().caller(Door::socket).active_logins());
        std::ifstream written{file};
        text.assign(std::istreambuf_iterator<char>{written}, {});
    }
    EXPECT_THAT(text, HasSubstr("okta_factor_configuration_ok 1\n"));
    EXPECT_THAT(text, HasSubstr("okta_factor_logins_total{verdict=\"denied-final\""));
}

}  // namespace
}  // namespace okta_factor::integration
