// SPDX-License-Identifier: MIT
// Hosts that answer by themselves: what they hold and replay does not leave the module.
#include "tests/integration/module/module_test.h"

namespace okta_factor::test {
namespace {

using testing::ElementsAre;

constexpr char password[] = "correct horse";
constexpr char was_withheld[] = "That was your login password.";
constexpr char not_sent[] =
    "That was your login password, or the name of your account. It was not sent to Okta. Log in "
    "again.";

json secret(const std::string& text) {
    return step({{"secret", text}}, "reply", "");
}

class OwnAnswers : public ModuleTest {
  protected:
    /// Behind a module that asks for the password and keeps it for the others, as pam_unix does.
    PamLogin behind_password(const std::string& service, const std::string& user,
                             const std::string& options) const {
        auto login =
            through("auth requisite pam_exec.so quiet expose_authtok /bin/true\n" + alone(options),
                    service);
        login.user = user;
        return login;
    }
    PamLogin behind_password(const std::string& service = "dovecot") const {
        return behind_password(service, "alice", by_socket());
    }
    static void always(PamLogin& login, const std::string& at_hidden,
                       const std::string& at_visible) {
        login.answer = [=](int style, const std::string&) -> std::optional<std::string> {
            return style == PAM_PROMPT_ECHO_OFF ? at_hidden : at_visible;
        };
    }
    static void expect_abandoned(FakeDaemon& fake, const std::string& why) {
        fake.expect_call("StartLogin");
        const auto call = fake.next_call();
        EXPECT_EQ(call["call"], "Abandon") << call;
        EXPECT_EQ(call["text"], why);
    }
};

TEST_F(OwnAnswers, APasswordIsWithheldAtAnyPrompt) {
    for (const auto& asks : {prompt("Choose 1-5: "), secret("First pet? ")}) {
        auto fake = daemon({asks, verdict("denied-final", {{"error", was_withheld}})});
        auto login = behind_password();
        always(login, password, password);
        const auto result = run_pam_login(login);
        EXPECT_EQ(pam_name(result.authenticate), "PAM_MAXTRIES");
        EXPECT_EQ(result.texts().back(), was_withheld);
        expect_abandoned(fake, "password");
    }
}

TEST_F(OwnAnswers, ANameIsWithheldAtAVisiblePrompt) {
    auto fake = daemon({prompt("Choose 1-5: "), verdict("denied-final")});
    auto login = behind_password();
    always(login, password, "Alice@acme.com");
    EXPECT_EQ(pam_name(run_pam_login(login).authenticate), "PAM_MAXTRIES");
    expect_abandoned(fake, "name");
}

TEST_F(OwnAnswers, ANameMayAnswerAQuestion) {
    auto fake = daemon({secret("Your best friend? "), verdict("granted")});
    auto login = behind_password();
    login.replies = {password, "alice"};
    EXPECT_EQ(pam_name(run_pam_login(login).authenticate), "PAM_SUCCESS");
    EXPECT_EQ(fake.expect_call("Reply")["text"], "alice");
}

// An empty reply, a menu letter or number, and what nobody knows to be a password.
TEST_F(OwnAnswers, NobodyRealIsLockedOut) {
    struct Case {
        const char* user;
        const char* password;
        const char* reply;
    };
    for (const auto& [user, word, reply] : {Case{"alice", password, ""},
                                            {"m", password, "m"},
                                            {"alice", "m", "m"},
                                            {"42", password, "42"},
                                            {"alice", "42", "42"},
                                            {"alice", "", ""},
                                            {"alice", "correct horsf", password}}) {
        auto fake = daemon({prompt("Choose: "), verdict("granted")});
        auto login = behind_password("dovecot", user, by_socket());
        login.replies = {word, reply};
        EXPECT_EQ(pam_name(run_pam_login(login).authenticate), "PAM_SUCCESS") << reply;
        EXPECT_EQ(fake.expect_call("Reply")["text"], reply);
    }
}

TEST_F(OwnAnswers, WithoutAPasswordInTheStackNoneIsKnown) {
    auto fake = daemon({prompt("Choose: "), verdict("granted")});
    auto login = through(alone(by_socket()), "dovecot");
    login.replies = {password};
    EXPECT_EQ(pam_name(run_pam_login(login).authenticate), "PAM_SUCCESS");
    EXPECT_EQ(fake.expect_call("Reply")["text"], password);
}

TEST_F(OwnAnswers, SudoDoesNotTryAgain) {
    auto fake = daemon({prompt("Code: "), verdict("denied-final")});
    auto login = behind_password("sudo");
    login.ruser = "alice";
    always(login, password, password);
    EXPECT_EQ(pam_name(run_pam_login(login).authenticate), "PAM_ABORT");
    expect_abandoned(fake, "password");
}

TEST_F(OwnAnswers, TheAccountEnteredIsANameToo) {
    auto fake = daemon({prompt("Code: "), verdict("denied-final")});
    auto login = behind_password("su", "root", by_socket());
    login.ruser = "alice";
    always(login, password, "root");
    EXPECT_EQ(pam_name(run_pam_login(login).authenticate), "PAM_MAXTRIES");
    expect_abandoned(fake, "name");
}

/// Whatever the daemon makes of it, nobody gets in and nothing was said.
TEST_F(OwnAnswers, TheLoginEndsThoughTheDaemonDoesNotTakeIt) {
    const json answers[] = {verdict("granted"),
                            verdict("skipped"),
                            verdict("unavailable"),
                            prompt("Code: "),
                            step({}, "wait", ""),
                            just("nothing"),
                            just("exit"),
                            just("disconnect"),
                            json{{"wrong", "string"}},
                            json{{"error", "org.freedesktop.DBus.Error.UnknownMethod"}}};
    for (const auto& answer : answers) {
        auto fake = daemon({prompt("Code: "), answer});
        auto login = behind_password("dovecot", "alice", by_socket("timeout=1"));
        always(login, password, password);
        const auto result = run_pam_login(login);
        EXPECT_EQ(pam_name(result.authenticate), "PAM_MAXTRIES") << answer;
        EXPECT_LT(result.time, never_hangs);
        const bool has_last_word = answer.value("expects", "") == "done";
        EXPECT_EQ(result.texts().back() == not_sent, !has_last_word) << answer;
        expect_abandoned(fake, "password");
    }
}

}  // namespace
}  // namespace okta_factor::test
