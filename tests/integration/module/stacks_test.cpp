// SPDX-License-Identifier: MIT
// The PAM stack that we ship and recommend, read from where it stands, in the places it is
// meant for: nothing but granted, skipped and the rescue group gets in.
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
    "auth [success=1 default=ignore] pam_succeed_if.so quiet user ingroup okta-breakglass\n"
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

}  // namespace
}  // namespace okta_factor::test
