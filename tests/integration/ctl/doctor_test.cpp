// SPDX-License-Identifier: MIT
// okta-factorctl doctor on a set-up of our own: broken in many ways, then mended.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/integration/ctl/administrator.h"

namespace okta_factor::integration {
namespace {

using testing::Contains;
using testing::IsSupersetOf;
using testing::Not;

namespace fs = std::filesystem;

/// The findings of one kind, each by what it says.
std::vector<std::string> what_is(const json& report, const std::string& severity) {
    std::vector<std::string> all;
    for (const auto& finding : report.at("findings"))
        if (finding.at("severity") == severity) all.push_back(finding.at("what"));
    return all;
}

class Doctor : public MachineTest {
  protected:
    Doctor() {
        fs::create_directories(stacks_);
        module_ = machine().folder() / "pam_okta_factor.so";
        fs::copy_file(OKTA_FACTOR_MODULE, module_, fs::copy_options::overwrite_existing);
        ::chmod(module_.c_str(), 0644);
    }

    void write_stack(const std::string& service, const std::string& text) const {
        std::ofstream(stacks_ / service) << text;
    }

    /// A program that answers like sshd -T; of root first `for_root`, as the first value counts.
    void write_sshd(const std::string& settings, const std::string& for_root = "") const {
        std::ofstream(sshd_) << "#!/bin/sh\ncase \"$*\" in *user=root,*) cat <<END\n"
                             << for_root
                             << "END\nesac\ncat <<END\nusepam yes\npubkeyauthentication yes\n"
                             << settings << "END\n";
        ::chmod(sshd_.c_str(), 0755);
    }

    Said examine(bool as_json = true) const {
        std::vector<std::string> arguments{"doctor",
                                           "--config",
                                           machine().folder() / "okta-factor.conf",
                                           "--pam-dir",
                                           stacks_.string(),
                                           "--sshd",
                                           sshd_,
                                           "--sshd-config",
                                           sshd_config_,
                                           "--socket",
                                           daemon().doors().socket};
        if (as_json) arguments.emplace_back("--json");
        return run_ctl(machine(), arguments);
    }

    fs::path stacks_ = machine().folder().path() / "stacks";
    std::string sshd_ = machine().folder() / "sshd";
    std::string sshd_config_ = machine().folder() / "sshd_config";
    std::string module_;
};

TEST_F(Doctor, FindsWhatIsBroken) {
    daemon().configure({.login = "when_unreachable = \"allow\"\nnumber_matching = \"off\"\n"});
    ::chmod(daemon().token_file().c_str(), 0644);
    write_stack("sshd", "auth required pam_permit.so\nauth optional " + module_ + '\n');
    write_stack("sudo", "auth sufficient pam_unix.so\nauth requisite " + module_ + '\n');
    write_sshd(
        "passwordauthentication yes\nkbdinteractiveauthentication no\n"
        "authenticationmethods any\nlogingracetime 30\n");

    const auto said = examine();
    daemon().write_token();
    EXPECT_EQ(said.exit_status, 1);
    const auto report = said.as_json();
    ASSERT_TRUE(report.is_object()) << said.text;
    EXPECT_THAT(what_is(report, "problem"),
                IsSupersetOf({testing::HasSubstr("sshd: the control of"),
                              testing::HasSubstr("sudo: `sufficient pam_unix.so` ends the stack"),
                              testing::HasSubstr("sudo: people whom a rule skips are refused"),
                              testing::HasSubstr("by publickey without Okta"),
                              testing::HasSubstr("takes a password without a conversation"),
                              testing::HasSubstr("people in without a key (password)"),
                              testing::HasSubstr("LoginGraceTime 30 s"),
                              testing::HasSubstr("is open to all users")}));
    EXPECT_THAT(what_is(report, "warning"),
                IsSupersetOf({testing::HasSubstr("[login] lets people in unconfirmed"),
                              testing::HasSubstr("number matching")}));
}

TEST_F(Doctor, FindsNoProblemOnceAllIsMended) {
    daemon().configure({});
    const auto stack =
        "auth [success=1 default=ignore] pam_succeed_if.so quiet user ingroup "
        "okta-breakglass\nauth requisite " +
        module_ + "\nauth required pam_permit.so\n";
    write_stack("sshd", stack);
    write_stack("sudo", "auth requisite pam_unix.so\n" + stack);
    write_sshd(
        "passwordauthentication no\nkbdinteractiveauthentication yes\n"
        "authenticationmethods publickey,keyboard-interactive:pam\nlogingracetime 120\n"
        "maxstartups 100:30:300\n");

    const auto said = examine();
    const auto report = said.as_json();
    ASSERT_TRUE(report.is_object()) << said.text;
    EXPECT_EQ(said.exit_status, 0) << said.text;
    EXPECT_EQ(report.at("ok"), true);
    EXPECT_THAT(what_is(report, "fine"),
                IsSupersetOf({"the daemon answers at both doors", "Okta takes our credentials",
                              "sshd asks Okta", "sudo asks Okta",
                              "sshd lets nobody in without a conversation"}));
}

class DoctorOfSshd : public Doctor {
  protected:
    static constexpr char as_we_say_[] =
        "passwordauthentication no\nkbdinteractiveauthentication yes\n"
        "authenticationmethods publickey,keyboard-interactive:pam\nlogingracetime 120\n"
        "maxstartups 100:30:300\n";
    static constexpr char all_is_well_[] = "sshd lets nobody in without a conversation";

    DoctorOfSshd() {
        daemon().configure({});
        write_stack("sshd", "auth requisite " + module_ + "\nauth required pam_permit.so\n");
    }
    ~DoctorOfSshd() override { fs::remove(sshd_config_); }
};

TEST_F(DoctorOfSshd, RootIsExaminedUnlessSshdNeverLetsRootIn) {
    write_sshd(as_we_say_, "permitrootlogin yes\nauthenticationmethods publickey\n");
    const auto open = examine().as_json();
    EXPECT_THAT(what_is(open, "warning"),
                Contains(testing::HasSubstr("lets root in by publickey without Okta")));
    EXPECT_THAT(what_is(open, "fine"), Not(Contains(all_is_well_)));

    write_sshd(as_we_say_, "permitrootlogin no\nauthenticationmethods publickey\n");
    EXPECT_THAT(what_is(examine().as_json(), "fine"), Contains(all_is_well_));
}

TEST_F(DoctorOfSshd, MatchBlocksThatWereNotExaminedAreNamed) {
    write_sshd(as_we_say_);
    std::ofstream(sshd_config_) << "Include " << machine().folder().path().string()
                                << "/sshd_config.d/*.conf\n"
                                << "Match User root\n  AuthenticationMethods publickey\n";
    EXPECT_THAT(what_is(examine().as_json(), "fine"), Contains(all_is_well_));

    const auto more = machine().folder().path() / "sshd_config.d";
    fs::create_directories(more);
    std::ofstream(more / "office.conf")
        << "\nMatch Address 10.0.0.0/8\n  AuthenticationMethods publickey\n";
    const auto report = examine().as_json();
    fs::remove_all(more);
    EXPECT_THAT(what_is(report, "warning"),
                Contains(testing::HasSubstr("office.conf:2 (Match Address 10.0.0.0/8)")));
    EXPECT_THAT(what_is(report, "fine"), Not(Contains(all_is_well_)));
}

TEST_F(Doctor, TellsARefusedTokenFromAnOrgThatIsAway) {
    std::ofstream(daemon().token_file()) << "00no-role-token\n";
    EXPECT_THAT(what_is(examine().as_json(), "problem"),
                Contains(testing::HasSubstr("allows them too little")));
    std::ofstream(daemon().token_file()) << "00gone\n";
    EXPECT_THAT(what_is(examine().as_json(), "problem"),
                Contains(testing::HasSubstr("refuses our credentials")));
    daemon().write_token();
    const std::string hurry = "connect_timeout = \"1s\"\n";
    daemon().configure({.okta = hurry, .org_url = "https://127.0.0.1:1"});
    EXPECT_THAT(what_is(examine().as_json(), "problem"),
                Contains(testing::HasSubstr("cannot be reached")));
    daemon().configure({.okta = hurry + "proxy = \"http://127.0.0.1:1\"\n"});
    EXPECT_THAT(what_is(examine().as_json(), "problem"),
                Contains(testing::HasSubstr("the proxy does not let this machine through")));
    daemon().configure({});
    EXPECT_THAT(what_is(examine().as_json(), "problem"),
                Not(Contains(testing::HasSubstr("cannot be reached"))));
}

TEST_F(Doctor, AMistakeInTheConfigurationDoesNotHideTheRest) {
    daemon().configure({.login = "tires = 3\n"});
    write_stack("sshd", "auth optional " + module_ + '\n');
    const auto problems = what_is(examine().as_json(), "problem");
    daemon().configure({});
    EXPECT_THAT(problems, IsSupersetOf({testing::HasSubstr("the configuration is refused"),
                                        testing::HasSubstr("whom a rule skips")}));
}

TEST_F(Doctor, WritesNoColoursIntoAFile) {
    const auto text = examine(false).text;
    EXPECT_NE(text.find("\nWarnings\n"), std::string::npos) << text;
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace okta_factor::integration
