// SPDX-License-Identifier: MIT
// The PAM stack that we ship and recommend, read from where it stands, in the places it is
// meant for: nothing but granted, skipped and the rescue group gets in.
#include <sys/wait.h>
#include <unistd.h>

#include <regex>
#include <sstream>

#include "tests/integration/module/module_test.h"

namespace okta_factor::test {
namespace {

using std::string;

// Where people copy it from; the profile is what pam-auth-update adds.
constexpr const char* sources[] = {
    "packaging/pam/okta-factor", "packaging/man/pam_okta_factor.8.scd", "README.md",
    "tests/system/machine/etc/pam.d/sshd", "tests/system/machine/etc/pam.d/sudo"};

constexpr char shipped[] =
    "auth [success=2 default=ignore] pam_succeed_if.so quiet service notin su:su-l user ingroup "
    "okta-breakglass\n"
    "auth [success=1 default=ignore] pam_succeed_if.so quiet use_uid service in su:su-l user "
    "ingroup okta-breakglass\n"
    "auth requisite pam_okta_factor.so\n"
    "auth required pam_permit.so\n";

/// The lines of a file that are such a stack, with single spaces; the profile leaves out `auth`.
string stack_in(const string& path) {
    std::ifstream file(string(OKTA_FACTOR_SOURCES) + "/" + path);
    const std::regex line_of_a_stack(
        R"(^\s*(auth\s+)?(\[[^\]]*\]|requisite|required)\s+(pam_(succeed_if|okta_factor|permit)\.so.*)$)");
    string stack;
    for (string line; std::getline(file, line);) {
        std::smatch parts;
        if (std::regex_match(line, parts, line_of_a_stack))
            stack += "auth " + parts[2].str() + ' ' + parts[3].str() + '\n';
    }
    return stack;
}

TEST(Stacks, EveryPlaceThatShowsOneShowsTheSame) {
    for (const string source : sources)
        EXPECT_EQ(stack_in(source), shipped) << source;
}

struct Around {
    const char* name;
    const char* before;
    const char* after;
    bool lets_through;  // what stands before has accepted the person
};

constexpr Around places[] = {
    {"behind_a_key", "", "", true},
    {"behind_the_right_password",
     "auth [success=1 default=ignore] pam_permit.so\nauth requisite pam_deny.so\nauth required "
     "pam_permit.so\n",
     "", true},
    {"behind_a_wrong_password",
     "auth [success=1 default=ignore] pam_deny.so\nauth requisite pam_deny.so\nauth required "
     "pam_permit.so\n",
     "", false},
    {"before_optional_modules", "", "auth optional pam_permit.so\nauth optional pam_deny.so\n",
     true},
    {"before_a_required_module", "", "auth required pam_permit.so\n", true},
};

struct StackCase {
    Around around;
    const char* verdict;  // of the daemon; empty: there is no daemon
    bool lets_in;
};

std::vector<StackCase> stack_cases() {
    std::vector<StackCase> all;
    for (const auto& around : places)
        for (const char* verdict : {"granted", "skipped", "denied", "denied-final", "unavailable",
                                    "cancelled", "nonsense", ""})
            all.push_back({around, verdict,
                           around.lets_through &&
                               (string(verdict) == "granted" || string(verdict) == "skipped")});
    return all;
}

class Stack : public ModuleTest, public testing::WithParamInterface<StackCase> {
  protected:
    /// The shipped lines around the module of this build, which finds the test's daemon.
    [[nodiscard]] string stack(const string& rescue_group = "okta-breakglass") const {
        auto lines = std::regex_replace(string(shipped), std::regex("pam_okta_factor.so"),
                                        string(OKTA_FACTOR_MODULE) + " " + by_socket("timeout=5"));
        lines = std::regex_replace(lines, std::regex("okta-breakglass"), rescue_group);
        return GetParam().around.before + lines + GetParam().around.after;
    }

    [[nodiscard]] PamResult run(const string& stack, const string& service) const {
        if (!*GetParam().verdict) return login_through(stack, service);
        const auto fake = daemon({verdict(GetParam().verdict)});
        return login_through(stack, service);
    }

  private:
    [[nodiscard]] PamResult login_through(const string& stack, const string& service) const {
        auto login = through(stack, service);
        login.set_credentials = true;
        return run_pam_login(login);
    }
};

string stack_name(const testing::TestParamInfo<StackCase>& info) {
    string name = string(*info.param.verdict ? info.param.verdict : "no_daemon") + "_" +
                  info.param.around.name;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}
INSTANTIATE_TEST_SUITE_P(Shipped, Stack, testing::ValuesIn(stack_cases()), stack_name);

TEST_P(Stack, LetsInWhomItShouldAndNobodyElse) {
    for (const string service : {"sshd", "sudo", "su", "login"}) {
        const auto result = run(stack(), service);
        EXPECT_EQ(result.authenticate == PAM_SUCCESS, GetParam().lets_in)
            << service << ": " << pam_name(result.authenticate);
        EXPECT_EQ(*result.set_credentials == PAM_SUCCESS, GetParam().lets_in)
            << service << ": " << pam_name(*result.set_credentials);
    }
}

TEST_P(Stack, LetsTheRescueGroupInWhateverOktaSays) {
    const auto result = run(stack("root"), "sshd");
    EXPECT_EQ(result.authenticate == PAM_SUCCESS, GetParam().around.lets_through);
    EXPECT_EQ(*result.set_credentials == PAM_SUCCESS, GetParam().around.lets_through);
}

constexpr uid_t root = 0;
constexpr uid_t nobody = 65534;
constexpr uid_t daemon_account = 1;

struct Somebody {
    const char* name;
    const char* service;
    const char* enters;  // PAM_USER: the person's own account, or for su the one to become
    uid_t runs_it;       // the real uid: in a setuid program that of the person
    const char* rescue_group;
    bool spared;
};

// daemon is in the group daemon alone, root in the group root, nobody in neither.
constexpr Somebody people[] = {
    {"ssh_as_a_member", "sshd", "daemon", root, "daemon", true},
    {"console_as_a_member", "login", "daemon", root, "daemon", true},
    {"sudo_as_a_member", "sudo", "daemon", root, "daemon", true},
    {"ssh_while_sshd_is_a_member", "sshd", "daemon", root, "root", false},
    {"console_while_login_is_a_member", "login", "daemon", root, "root", false},
    {"sudo_while_root_is_a_member", "sudo", "daemon", root, "root", false},
    {"sudo_run_by_a_member_for_another", "sudo", "nobody", daemon_account, "daemon", false},
    {"su_of_a_member", "su", "root", daemon_account, "daemon", true},
    {"su_l_of_a_member", "su-l", "nobody", daemon_account, "daemon", true},
    {"su_into_a_member", "su", "daemon", nobody, "daemon", false},
    {"su_l_into_a_member", "su-l", "daemon", nobody, "daemon", false},
    {"su_to_root", "su", "root", nobody, "daemon", false},
    {"su_to_root_who_is_a_member", "su", "root", nobody, "root", false},
    {"su_of_root", "su", "daemon", root, "nogroup", true},
    {"su_of_root_into_a_member", "su-l", "daemon", root, "daemon", true},
};

class RescueGroup : public ModuleTest, public testing::WithParamInterface<Somebody> {
  protected:
    /// pam-auth-update's common-auth behind what Debian's su begins with.
    [[nodiscard]] string stack() const {
        const auto& who = GetParam();
        auto lines = std::regex_replace(string(shipped), std::regex("pam_okta_factor.so"),
                                        string(OKTA_FACTOR_MODULE) + " " + by_socket("timeout=5"));
        lines = std::regex_replace(lines, std::regex("okta-breakglass"), who.rescue_group);
        return (string(who.service).starts_with("su") && string(who.service) != "sudo"
                    ? "auth sufficient pam_rootok.so\n"
                    : "") +
               string(places[1].before) + lines + "auth optional pam_permit.so\n";
    }

    /// Whether they get in: by authenticate and setcred, which must agree.
    [[nodiscard]] bool gets_in() const {
        auto login = through(stack(), GetParam().service);
        login.user = GetParam().enters;
        login.set_credentials = true;
        const pid_t child = fork();
        if (child == 0) {
            if (setresuid(GetParam().runs_it, 0, 0) != 0) _exit(2);
            const auto result = run_pam_login(login);
            const bool authenticated = result.authenticate == PAM_SUCCESS;
            const bool has_credentials = *result.set_credentials == PAM_SUCCESS;
            _exit(authenticated == has_credentials ? (authenticated ? 0 : 1) : 3);
        }
        int status = 0;
        waitpid(child, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) < 2) << status;
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
};

INSTANTIATE_TEST_SUITE_P(Shipped, RescueGroup, testing::ValuesIn(people),
                         [](const auto& who) { return string(who.param.name); });

TEST_P(RescueGroup, IsSparedWhereItAsksAndNotWhereItIsEntered) {
    EXPECT_EQ(gets_in(), GetParam().spared) << "while there is no daemon";
    const auto fake = daemon({verdict("granted")});
    EXPECT_TRUE(gets_in());
}

}  // namespace
}  // namespace okta_factor::test
