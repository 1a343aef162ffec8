// SPDX-License-Identifier: MIT
// Whatever a daemon does wrong, nobody gets in by it and nobody waits for ever.
#include <thread>

#include "tests/integration/module/module_test.h"

namespace okta_factor::test {
namespace {

using namespace std::chrono_literals;

struct Rude {
    const char* name;
    Script script;
    const char* result;
    const char* result_in_sudo;
};

json with(json answer, const char* key, json value) {
    answer[key] = std::move(value);
    return answer;
}

constexpr char unavailable[] = "PAM_AUTHINFO_UNAVAIL";
constexpr char nonsense[] = "PAM_SYSTEM_ERR";
constexpr char aborted[] = "PAM_ABORT";

Script wrong(const char* how) {
    return {json{{"wrong", how}}};
}
Script wrong_later(const char* how) {
    return {prompt("Code: "), json{{"wrong", how}}};
}
json error(const char* name) {
    return {{"error", name}, {"text", "no"}};
}
json raw(const char* bytes) {
    return {{"raw", bytes}};
}

const Messages hello{{"info", "hello"}};
const json info_wait = step({{"info", "x"}}, "wait", "");

const Rude cases[] = {
    {"no_answer", {just("nothing")}, unavailable, aborted},
    {"no_answer_to_a_reply", {prompt("Code: "), just("nothing")}, unavailable, aborted},
    {"no_answer_to_a_wait", {info_wait, just("nothing")}, unavailable, aborted},
    {"later_than_the_deadline",
     {with(verdict("granted"), "delay_ms", 60000)},
     unavailable,
     aborted},
    {"dies_at_start", {just("exit")}, unavailable, aborted},
    {"dies_at_reply", {prompt("Code: "), just("exit")}, unavailable, aborted},
    {"dies_during_the_prompt", {with(prompt("Code: "), "exit_after", true)}, unavailable, aborted},
    {"dies_during_a_wait", {info_wait, just("exit")}, unavailable, aborted},
    {"disconnects", {just("disconnect")}, unavailable, aborted},
    {"disconnects_at_reply", {prompt("Code: "), just("disconnect")}, unavailable, aborted},
    {"garbage", {raw("HTTP/1.1 200 granted\r\n\r\n........")}, unavailable, aborted},
    {"garbage_later",
     {prompt("Code: "), raw("granted granted granted granted")},
     unavailable,
     aborted},
    {"half_a_message", {raw("l")}, unavailable, aborted},

    {"empty_body", wrong("empty"), nonsense, nonsense},
    {"just_a_string", wrong("string"), nonsense, nonsense},
    {"no_path", wrong("no-path"), nonsense, nonsense},
    {"path_is_a_string", wrong("string-path"), nonsense, nonsense},
    {"verdict_is_a_number", wrong("number"), nonsense, nonsense},
    {"messages_are_strings", wrong("strings"), nonsense, nonsense},
    {"one_too_many", wrong("extra"), nonsense, nonsense},
    {"a_variant", wrong("variant"), nonsense, nonsense},
    {"empty_answer_to_reply", wrong_later("empty"), nonsense, nonsense},
    {"string_answer_to_reply", wrong_later("string"), nonsense, nonsense},
    {"path_in_answer_to_reply", wrong_later("path"), nonsense, nonsense},

    {"unknown_verdict", {verdict("GRANTED")}, nonsense, nonsense},
    {"verdict_with_a_tail", {verdict("granted ")}, nonsense, nonsense},
    {"no_verdict_at_the_end", {verdict("")}, nonsense, nonsense},
    {"verdict_before_the_end", {step(hello, "wait", "granted")}, nonsense, nonsense},
    {"verdict_with_a_prompt", {step({{"prompt", "?"}}, "reply", "granted")}, nonsense, nonsense},
    {"unknown_expects", {step(hello, "later", "")}, nonsense, nonsense},
    {"empty_expects", {step(hello, "", "granted")}, nonsense, nonsense},
    {"unknown_kind", {verdict("granted", {{"warning", "x"}})}, nonsense, nonsense},
    {"prompt_not_last", {step({{"prompt", "?"}, {"info", "x"}}, "reply", "")}, nonsense, nonsense},
    {"two_prompts", {step({{"prompt", "?"}, {"secret", "?"}}, "reply", "")}, nonsense, nonsense},
    {"prompt_at_the_end", {verdict("granted", {{"prompt", "?"}})}, nonsense, nonsense},
    {"prompt_with_wait", {step({{"prompt", "?"}}, "wait", "")}, nonsense, nonsense},
    {"reply_without_prompt", {step(hello, "reply", "")}, nonsense, nonsense},
    {"reply_without_messages", {step({}, "reply", "")}, nonsense, nonsense},
    {"hundred_messages", {with(verdict("granted"), "many", {"info", 100, 10})}, nonsense, nonsense},
    {"huge_message", {with(verdict("granted"), "many", {"info", 1, 1 << 20})}, nonsense, nonsense},

    {"error_of_the_bus",
     {error("org.freedesktop.DBus.Error.ServiceUnknown")},
     unavailable,
     aborted},
    {"login_forgotten",
     {prompt("Code: "), error("org.freedesktop.DBus.Error.UnknownObject")},
     unavailable,
     aborted},
    {"access_denied", {error("org.freedesktop.DBus.Error.AccessDenied")}, nonsense, nonsense},
    {"error_of_its_own", {error("org.example.Granted")}, nonsense, nonsense},
};

void PrintTo(const Rude& rude, std::ostream* out) {
    *out << rude.name;
}

class RudeDaemon : public ModuleTest, public testing::WithParamInterface<Rude> {
  protected:
    PamResult log_in(const std::string& service) const {
        auto login = through(alone(by_socket("timeout=1")), service);
        login.replies = {"123456"};
        return run_pam_login(login);
    }
};

INSTANTIATE_TEST_SUITE_P(Each, RudeDaemon, testing::ValuesIn(cases),
                         [](const auto& which) { return std::string(which.param.name); });

TEST_P(RudeDaemon, LetsNobodyIn) {
    const auto fake = daemon(GetParam().script);
    const auto result = log_in("sshd");
    EXPECT_EQ(pam_name(result.authenticate), GetParam().result);
    EXPECT_LT(result.time, never_hangs);
    ASSERT_FALSE(result.messages.empty());
    EXPECT_EQ(result.messages.back().text, not_available);
    EXPECT_EQ(result.messages.back().style, PAM_ERROR_MSG);
}

TEST_P(RudeDaemon, IsNotAskedAgainBySudo) {
    const auto fake = daemon(GetParam().script);
    EXPECT_EQ(pam_name(log_in("sudo").authenticate), GetParam().result_in_sudo);
}

TEST_F(ModuleTest, AnEndlessWaitEndsAtTheDeadline) {
    Script script;
    for (int i = 0; i < 100; ++i)
        script.push_back(with(step(hello, "wait", ""), "delay_ms", 50));
    auto fake = daemon(script);
    const auto result = run_pam_login(through(alone(by_socket("timeout=2"))));
    EXPECT_EQ(pam_name(result.authenticate), unavailable);
    EXPECT_LT(result.time, never_hangs);
    EXPECT_LE(result.messages.size(), 33U);  // sshd disconnects on more without a prompt
    fake.expect_call("Cancel");
}

TEST_F(ModuleTest, SignalsAreNoVerdict) {
    const auto fake = daemon({with(verdict("denied-final"), "signals", 1000)});
    const auto result = run_pam_login(through(alone(by_socket())));
    EXPECT_EQ(pam_name(result.authenticate), "PAM_MAXTRIES");
}

TEST_F(ModuleTest, AFloodOfSignalsEndsAtTheDeadline) {
    const auto fake = daemon({just("flood")});
    const auto result = run_pam_login(through(alone(by_socket("timeout=1"))));
    EXPECT_EQ(pam_name(result.authenticate), unavailable);
    EXPECT_LT(result.time, never_hangs);
}

TEST_F(ModuleTest, AnAnswerThatComesBeforeItsCallIsNone) {
    auto fake = daemon({with(prompt("Code: "), "early", true), verdict("denied-final")});
    auto login = through(alone(by_socket()));
    login.answer = [&fake](int, const std::string&) {
        fake.expect_call("granted early");
        return std::optional<std::string>{"123456"};
    };
    EXPECT_EQ(pam_name(run_pam_login(login).authenticate), "PAM_MAXTRIES");
}

TEST_F(ModuleTest, ASecondAnswerChangesNothing) {
    const auto fake = daemon({with(prompt("Code: "), "twice", true), verdict("denied-final")});
    auto login = through(alone(by_socket()));
    login.replies = {"123456"};
    EXPECT_EQ(pam_name(run_pam_login(login).authenticate), "PAM_MAXTRIES");
}

TEST_F(ModuleTest, APersonWhoThoughtTooLongIsToldByTheDaemon) {
    auto fake = daemon({prompt("Code: "), verdict("denied-final", {{"error", "Too late."}})});
    auto login = through(alone(by_socket("timeout=1")));
    login.answer = [](int, const std::string&) {
        std::this_thread::sleep_for(1100ms);  // the thinking itself
        return std::optional<std::string>{"123456"};
    };
    const auto result = run_pam_login(login);
    EXPECT_EQ(pam_name(result.authenticate), "PAM_MAXTRIES");
    EXPECT_EQ(result.messages.back().text, "Too late.");
}

}  // namespace
}  // namespace okta_factor::test
