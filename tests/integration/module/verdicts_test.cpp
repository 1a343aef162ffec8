// SPDX-License-Identifier: MIT
// Every verdict in every kind of host, for authenticate and setcred, in the stacks that we ship.
#include "tests/integration/module/module_test.h"

namespace okta_factor::test {
namespace {

struct Row {
    const char* verdict;
    const char* service;
    int alone;        // pam_authenticate of the module alone
    int recommended;  // … of the recommended stack
};

// PAM_IGNORE shows as PAM_PERM_DENIED where the module stands alone.
constexpr Row rows[] = {
    {"granted", "sshd", PAM_SUCCESS, PAM_SUCCESS},
    {"granted", "sudo", PAM_SUCCESS, PAM_SUCCESS},
    {"granted", "su", PAM_SUCCESS, PAM_SUCCESS},
    {"skipped", "sshd", PAM_PERM_DENIED, PAM_SUCCESS},
    {"skipped", "sudo", PAM_PERM_DENIED, PAM_SUCCESS},
    {"denied", "sshd", PAM_AUTH_ERR, PAM_AUTH_ERR},
    {"denied", "sudo", PAM_AUTH_ERR, PAM_AUTH_ERR},
    {"denied-final", "sshd", PAM_MAXTRIES, PAM_MAXTRIES},
    {"denied-final", "su", PAM_MAXTRIES, PAM_MAXTRIES},
    {"denied-final", "sudo", PAM_ABORT, PAM_ABORT},
    {"denied-final", "sudo-i", PAM_ABORT, PAM_ABORT},
    {"unavailable", "sshd", PAM_AUTHINFO_UNAVAIL, PAM_AUTHINFO_UNAVAIL},
    {"unavailable", "login", PAM_AUTHINFO_UNAVAIL, PAM_AUTHINFO_UNAVAIL},
    {"unavailable", "sudo", PAM_ABORT, PAM_ABORT},
    {"unavailable", "sudo-i", PAM_ABORT, PAM_ABORT},
    {"cancelled", "sshd", PAM_ABORT, PAM_ABORT},
    {"cancelled", "sudo", PAM_ABORT, PAM_ABORT},
};

class Verdicts : public ModuleTest, public testing::WithParamInterface<Row> {};

std::string name_of(const testing::TestParamInfo<Row>& info) {
    std::string name = std::string(info.param.verdict) + "_in_" + info.param.service;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}
INSTANTIATE_TEST_SUITE_P(Each, Verdicts, testing::ValuesIn(rows), name_of);

TEST_P(Verdicts, BecomesTheResultOfTheTable) {
    const auto& row = GetParam();
    const auto fake = daemon({verdict(row.verdict, {{"info", "said by the daemon"}})});
    auto login = through(alone(by_socket()), row.service);
    const auto result = run_pam_login(login);
    EXPECT_EQ(pam_name(result.authenticate), pam_name(row.alone));
    EXPECT_THAT(result.texts(), testing::ElementsAre("said by the daemon"));

    login = through(recommended(by_socket()), row.service);
    EXPECT_EQ(pam_name(run_pam_login(login).authenticate), pam_name(row.recommended));
}

// pam_setcred is called after success only; elsewhere it must at least grant nothing.
TEST_P(Verdicts, SetcredFollowsAuthenticate) {
    const auto& row = GetParam();
    const auto fake = daemon({verdict(row.verdict)});
    for (const auto& stack : {alone(by_socket()), recommended(by_socket())}) {
        auto login = through(stack, row.service);
        login.set_credentials = true;
        const auto result = run_pam_login(login);
        const bool passed = result.authenticate == PAM_SUCCESS;
        EXPECT_EQ(*result.set_credentials == PAM_SUCCESS, passed) << stack;
    }
}

TEST_F(ModuleTest, SetcredSucceedsInAProcessThatDidNotAuthenticate) {
    for (const auto& stack : {alone(by_socket()), recommended(by_socket())}) {
        auto login = through(stack);
        login.authenticates = false;
        login.set_credentials = true;
        const auto result = run_pam_login(login);
        EXPECT_EQ(pam_name(*result.set_credentials), "PAM_SUCCESS") << stack;
    }
}

TEST_F(ModuleTest, TheRescueGroupComesInWithoutADaemon) {
    auto login = through(recommended(by_socket(), "root"));
    login.set_credentials = true;
    const auto result = run_pam_login(login);
    EXPECT_EQ(pam_name(result.authenticate), "PAM_SUCCESS");
    EXPECT_EQ(pam_name(*result.set_credentials), "PAM_SUCCESS");
    EXPECT_THAT(result.messages, testing::IsEmpty());
}

TEST_F(ModuleTest, RelaysAWholeDialogue) {
    auto fake = daemon(
        {prompt("Choose 1-5, or type a code: ", {{"info", "Verification for alice"}}),
         step({{"error", "Wrong."}, {"secret", "Answer: "}}, "reply", ""),
         step({{"info", "Waiting"}}, "wait", ""), verdict("granted", {{"info", "Approved."}})});
    auto login = through(alone(by_socket()));
    login.replies = {"1", "Fido"};
    const auto result = run_pam_login(login);
    EXPECT_EQ(transcript(result), R"(Verification for alice
Choose 1-5, or type a code: 1
Wrong.
Answer: ****
Waiting
Approved.
-> PAM_SUCCESS
)");
    EXPECT_EQ(fake.expect_call("Reply")["text"], "1");
    EXPECT_EQ(fake.expect_call("Reply")["text"], "Fido");
    EXPECT_EQ(fake.next_call()["call"], "Wait");
    EXPECT_EQ(result.messages[1].style, PAM_PROMPT_ECHO_ON);
    EXPECT_EQ(result.messages[2].style, PAM_ERROR_MSG);
    EXPECT_EQ(result.messages[3].style, PAM_PROMPT_ECHO_OFF);
    EXPECT_EQ(result.messages[5].style, PAM_TEXT_INFO);
}

TEST_F(ModuleTest, EndOfInputAtAPromptCancelsTheLogin) {
    auto fake = daemon({prompt("Code: ")});
    const auto result = run_pam_login(through(alone(by_socket())));
    EXPECT_EQ(pam_name(result.authenticate), "PAM_CONV_ERR");
    fake.expect_call("Cancel");
}

}  // namespace
}  // namespace okta_factor::test
