// SPDX-License-Identifier: MIT
// A login whose caller is gone, has cancelled or took too long ends at once, and its waiting push
// is taken back at Okta.
#include <unistd.h>

#include <csignal>

#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

class Departures : public AtBothDoors {
  protected:
    static void SetUpTestSuite() {
        set_up({.more = "[[rule]]\nname = \"short\"\nservices = [\"short\"]\ntimeout = \"1s\"\n"});
    }

    [[nodiscard]] static Caller caller() { return machine().caller(GetParam()); }

    static Facts facts(const Person& person, const std::string& service = "sshd") {
        return {{"user", person.name}, {"service", service}};
    }

    /// The push was taken back, and nothing is left of the login.
    static void expect_ended(const Person& person, const std::string& reason) {
        static_cast<void>(org().wait_for_request("DELETE", person.id + ".*/transactions/"));
        EXPECT_EQ(daemon().recorded(person.name, "REASON"), reason);
        EXPECT_EQ(caller().active_logins(), 0U);
    }
};

AT_BOTH_DOORS(Departures);

TEST_P(Departures, a_caller_whose_connection_ends_while_a_prompt_is_open) {
    const auto person = org().add({push()});
    auto host = caller();
    ASSERT_EQ(host.start_login(facts(person)).expects, "reply");

    host.vanish();

    expect_ended(person, "caller-gone");
}

TEST_P(Departures, a_caller_whose_connection_ends_while_it_waits) {
    const auto person = org().add({push()});
    auto host = caller();
    const auto step = host.start_login(facts(person));
    auto waiting = host.begin_reply(step.login, "");
    static_cast<void>(org().wait_for_push(person));

    host.vanish();

    expect_ended(person, "caller-gone");
}

TEST_P(Departures, a_caller_that_is_killed) {
    const auto person = org().add({push()});
    const pid_t host = ::fork();
    if (host == 0) {
        test::PamLogin login;
        login.user = person.name;
        login.answer = [](int, const std::string&) -> std::optional<std::string> {
            for (;;)
                ::pause();
        };
        static_cast<void>(machine().log_in(GetParam(), login));
        ::_exit(0);
    }
    static_cast<void>(org().wait_for_push(person));

    ::kill(host, SIGKILL);
    test::wait_for_exit(host, std::chrono::seconds(10));

    expect_ended(person, "caller-gone");
}

TEST_P(Departures, a_caller_that_is_gone_before_okta_names_the_push) {
    const auto person = org().add({push(), totp()});
    auto host = caller();
    const auto login = host.start_login(facts(person)).login;
    org().set_latency(std::chrono::milliseconds(300));
    auto replying = host.begin_reply(login, "1");
    org().wait_for_arrival("POST", person.id + ".*/verify");

    host.vanish();

    org().set_latency(std::chrono::milliseconds(0));
    expect_ended(person, "caller-gone");
}

TEST_P(Departures, a_login_cancelled_at_its_prompt) {
    const auto person = org().add({push()});
    auto host = caller();
    const auto step = host.start_login(facts(person));

    EXPECT_EQ(host.cancel(step.login), "");

    expect_ended(person, "cancelled");
    EXPECT_EQ(host.wait(step.login).error, host.wait("/org/oktafactor1/login/999").error);
}

TEST_P(Departures, a_login_cancelled_while_a_call_waits_answers_that_call) {
    const auto person = org().add({push()});
    auto host = caller();
    const auto login = host.start_login(facts(person)).login;
    auto replying = host.begin_reply(login, "");
    EXPECT_EQ(replying.step().expects, "wait");
    auto waiting = host.begin_wait(login);

    EXPECT_EQ(host.cancel(login), "");

    const auto end = waiting.step();
    EXPECT_EQ(end.expects, "done");
    EXPECT_EQ(end.verdict, "cancelled");
    expect_ended(person, "cancelled");
}

TEST_P(Departures, a_login_abandoned_at_its_prompt_is_told_why) {
    struct Case {
        const char* why;
        const char* verdict;
        const char* reason;
        const char* begins;
    };
    for (const auto& [why, verdict, reason, begins] :
         {Case{"password", "denied-final", "password-withheld", "That was your login password."},
          {"name", "denied-final", "name-withheld", "That was the name of your account."},
          {"terminal", "cancelled", "terminal-gone", ""}}) {
        const auto person = org().add({push(), totp()});
        auto host = caller();
        const auto login = host.start_login(facts(person)).login;
        ASSERT_EQ(host.reply(login, "1").expects, "reply");

        const auto end = host.abandon(login, why);

        EXPECT_EQ(end.expects, "done");
        EXPECT_EQ(end.verdict, verdict);
        EXPECT_TRUE(end.last_text().starts_with(begins)) << end.last_text();
        EXPECT_NE(host.reply(login, "1").error, "");
        expect_ended(person, reason);
    }
}

TEST_P(Departures, a_login_abandoned_while_a_call_waits_answers_both) {
    const auto person = org().add({push()});
    auto host = caller();
    const auto login = host.start_login(facts(person)).login;
    ASSERT_EQ(host.reply(login, "").expects, "wait");
    auto waiting = host.begin_wait(login);

    EXPECT_EQ(host.abandon(login, "terminal").verdict, "cancelled");

    EXPECT_EQ(waiting.step().verdict, "cancelled");
    expect_ended(person, "terminal-gone");
}

TEST_P(Departures, a_login_abandoned_for_a_reason_that_is_not_known_is_cancelled) {
    const auto person = org().add({push()});
    auto host = caller();
    const auto login = host.start_login(facts(person)).login;

    EXPECT_EQ(host.abandon(login, "").error, "org.freedesktop.DBus.Error.InvalidArgs");

    expect_ended(person, "cancelled");
}

// However often a mail client tries: Okta is asked nothing that could lock the account.
TEST_P(Departures, an_abandoned_login_counts_no_try) {
    const auto person = org().add({totp()});
    auto host = caller();
    for (int i = 0; i < 12; ++i) {
        const auto step = host.start_login(facts(person));
        ASSERT_EQ(step.expects, "reply") << step.last_text();
        ASSERT_EQ(host.abandon(step.login, "password").verdict, "denied-final");
    }
    const auto login = host.start_login(facts(person)).login;
    EXPECT_EQ(host.reply(login, org().code(person, "token:software:totp")).verdict, "granted");
}

TEST_P(Departures, a_login_that_takes_too_long_while_it_waits) {
    const auto person = org().add({push()});
    auto host = caller();
    const auto login = host.start_login(facts(person, "short")).login;

    EXPECT_EQ(host.reply(login, "").expects, "wait");
    const auto end = host.wait(login);

    EXPECT_EQ(end.verdict, "denied-final");
    EXPECT_EQ(end.last_text(), "This login took too long. Log in again.");
    expect_ended(person, "timed-out");
}

TEST_P(Departures, a_reply_that_comes_too_late_is_denied) {
    const auto person = org().add({push(), totp()});
    auto host = caller();
    const auto login = host.start_login(facts(person, "short")).login;
    ASSERT_EQ(host.reply(login, "1").expects, "reply");
    static_cast<void>(org().wait_for_request("DELETE", person.id + ".*/transactions/"));

    const auto late = host.reply(login, org().code(person, "token:software:totp"));

    EXPECT_EQ(late.expects, "done");
    EXPECT_EQ(late.verdict, "denied-final");
    EXPECT_EQ(late.last_text(), "This login took too long. Log in again.");
}

}  // namespace
}  // namespace okta_factor::integration
