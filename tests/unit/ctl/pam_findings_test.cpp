// SPDX-License-Identifier: MIT
#include "ctl/doctor/pam_findings.h"

#include <ostream>

#include "tests/unit/ctl/finding_matchers.h"
#include "tests/unit/ctl/pam_files.h"

namespace okta_factor::doctor {
namespace {

using std::chrono::seconds;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Not;

const std::string rescue = std::string{rescue_line} + '\n' + rescue_line_for_su + '\n';
// As it was recommended before, and stands in many files of services other than su.
const std::string old_rescue =
    "auth [success=1 default=ignore] pam_succeed_if.so quiet user ingroup okta-breakglass\n";
const std::string old_rescue_by_uid =
    "auth [success=1 default=ignore] pam_succeed_if.so quiet use_uid user ingroup "
    "okta-breakglass\n";
const std::string permit = std::string{permit_line} + '\n';
const std::string password = "@include common-auth\n";
const std::string ours = std::string{our_line} + '\n';

Findings judge_text(const std::string& text, const Files& files = {}) {
    auto findings = judge_stack(stacks_of(text, files), seconds{60});
    expect_helpful(findings);
    return findings;
}

struct NamedStack {
    const char* name;
    std::string text;
    friend void PrintTo(const NamedStack& of, std::ostream* out) { *out << of.name; }
};
std::string stack_name(const testing::TestParamInfo<NamedStack>& of) {
    return of.param.name;
}

class GoodStack : public testing::TestWithParam<NamedStack> {};

TEST_P(GoodStack, IsFine) {
    EXPECT_THAT(judge_text(GetParam().text), ElementsAre(is_fine("asks Okta")));
}

INSTANTIATE_TEST_SUITE_P(
    , GoodStack,
    testing::Values(
        NamedStack{"Recommended", recommended},
        NamedStack{"AfterThePassword", password + recommended},
        NamedStack{"WithTheLineOfBefore", password + old_rescue + ours + permit},
        NamedStack{"Required", password + rescue + "auth required pam_okta_factor.so\n" + permit},
        NamedStack{"WrittenOut",
                   password + rescue +
                       "auth [success=ok ignore=ignore default=die] pam_okta_factor.so\n" + permit},
        NamedStack{"JumpOverADeny",
                   password +
                       "auth [success=2 default=ignore] pam_succeed_if.so quiet user ingroup "
                       "okta-breakglass\n"
                       "auth [success=1 ignore=1 default=ignore] pam_okta_factor.so\n"
                       "auth requisite pam_deny.so\n" +
                       permit},
        NamedStack{"AsPamAuthUpdateWritesIt",
                   password + rescue + ours + "auth optional pam_cap.so\n"}),
    stack_name);

class OpenStack : public testing::TestWithParam<NamedStack> {};

TEST_P(OpenStack, IsAProblem) {
    EXPECT_THAT(judge_text(GetParam().text), Contains(is_problem("fails open")));
}

INSTANTIATE_TEST_SUITE_P(
    , OpenStack,
    testing::Values(
        NamedStack{"Optional", password + rescue + "auth optional pam_okta_factor.so\n" + permit},
        NamedStack{"SufficientAfterASuccess", password + "auth sufficient pam_okta_factor.so\n"},
        NamedStack{"SufficientBeforeAPermit", "auth sufficient pam_okta_factor.so\n" + permit},
        NamedStack{
            "JumpPastNothing",
            password + "auth [success=1 default=ignore] pam_okta_factor.so\n" + permit + permit},
        NamedStack{"DefaultIgnore",
                   password + "auth [success=ok default=ignore] pam_okta_factor.so\n" + permit},
        NamedStack{"UnavailableIsIgnored",
                   password + "auth [success=ok ignore=ignore authinfo_unavail=ignore default=die] "
                              "pam_okta_factor.so\n"},
        NamedStack{"MissingModuleIsIgnored",
                   password + "auth [success=ok ignore=ignore module_unknown=ignore default=die] "
                              "pam_okta_factor.so\n"},
        NamedStack{"RefusalsJump", password +
                                       "auth [success=ok ignore=ignore default=1] "
                                       "pam_okta_factor.so\nauth requisite pam_deny.so\n" +
                                       permit},
        NamedStack{"RefusalsAreReset",
                   "auth required pam_okta_factor.so\n"
                   "auth [success=reset default=bad] pam_permit.so\n" +
                       permit},
        NamedStack{"PasswordOrOkta",
                   "auth [success=2 default=ignore] pam_okta_factor.so\n"
                   "auth [success=1 default=ignore] pam_unix.so\n"
                   "auth requisite pam_deny.so\n" +
                       permit}),
    stack_name);

TEST(PamFindings, APasswordThatEndsTheStackIsAProblem) {
    for (const auto* first :
         {"auth sufficient pam_unix.so\n", "auth [success=done default=ignore] pam_sss.so\n",
          "auth [success=3 default=ignore] pam_unix.so\n"}) {
        const auto findings = judge_text(first + recommended);
        EXPECT_THAT(findings, Contains(is_problem("ends the stack before Okta is asked"))) << first;
        EXPECT_THAT(findings, Not(Contains(is_problem("fails open")))) << first;
    }
}

TEST(PamFindings, AnIncludedSufficientEndsTheWholeStackASubstackItself) {
    const Files files{{"/pam/inner", "auth sufficient pam_unix.so\nauth requisite pam_deny.so\n"}};
    EXPECT_THAT(judge_text("auth include inner\n" + recommended, files),
                Contains(is_problem("ends the stack before Okta is asked")));
    EXPECT_THAT(judge_text("auth substack inner\n" + recommended, files),
                ElementsAre(is_fine("asks Okta")));
}

TEST(PamFindings, AnExceptionThatIsNoRuleIsAWarning) {
    EXPECT_THAT(judge_text("auth [success=3 default=ignore] pam_access.so\n" + recommended),
                ElementsAre(is_warning("meets the condition of `[success=3 default=ignore] "
                                       "pam_access.so`")));
}

TEST(PamFindings, OnlyTheRescueGroupItselfPassesWithoutAWord) {
    const auto with = [](const std::string& line) { return judge_text(line + ours + permit); };
    EXPECT_THAT(with("auth [success=1 default=ignore] pam_succeed_if.so quiet_success debug user "
                     "ingroup okta-breakglass\n"),
                ElementsAre(is_fine("asks Okta")));
    for (const auto* others_pass :
         {"auth [default=1 success=ignore] pam_succeed_if.so quiet user ingroup okta-breakglass\n",
          "auth [default=1 success=1] pam_succeed_if.so quiet user ingroup okta-breakglass\n",
          "auth [success=1 user_unknown=1 default=ignore] pam_succeed_if.so user ingroup "
          "okta-breakglass\n",
          "auth [success=1 default=ignore] pam_succeed_if.so quiet user notingroup "
          "okta-breakglass\n"})
        EXPECT_THAT(with(others_pass), Contains(is_problem("lets others past Okta")))
            << others_pass;
    for (const auto* another_condition :
         {"auth [success=1 default=ignore] pam_succeed_if.so use_uid user ingroup "
          "okta-breakglass\n",
          "auth [success=1 default=ignore] pam_succeed_if.so user ingroup okta-breakglass:users\n",
          "auth [success=1 default=ignore] pam_listfile.so user ingroup okta-breakglass\n"})
        EXPECT_THAT(with(another_condition), Contains(is_warning("is not asked by Okta")))
            << another_condition;
}

TEST(PamFindings, RootNeedsNoOktaToBecomeSomebodyButDaemonsAreAlwaysRoot) {
    const auto judge_as = [](const char* service, const std::string& line) {
        auto stacks = stacks_of(line + password + recommended);
        stacks.service = service;
        return judge_stack(stacks, seconds{60});
    };
    const std::string rootok = "auth sufficient pam_rootok.so\n";
    for (const auto* service : {"su", "su-l", "runuser", "runuser-l"})
        EXPECT_THAT(judge_as(service, rootok), ElementsAre(is_fine("asks Okta"))) << service;
    for (const auto* service : {"sshd", "sudo", "login"})
        EXPECT_THAT(judge_as(service, rootok),
                    ElementsAre(is_problem("ends the stack before Okta is asked")))
            << service;
    EXPECT_THAT(judge_as("chsh", rootok), ElementsAre(is_warning("is not asked by Okta")));
    EXPECT_THAT(judge_as("su", "auth [success=ignore default=6] pam_rootok.so\n"),
                Contains(is_warning("does not meet the condition")));
}

TEST(PamFindings, WhereNothingElseSucceedsSkippedPeopleAreRefused) {
    const auto findings = judge_text(rescue + ours);
    EXPECT_THAT(findings, Contains(is_problem("whom a rule skips are refused")));
    EXPECT_THAT(findings, Not(Contains(is_problem("nobody gets in"))));
}

TEST(PamFindings, AStackThatEndsInADenialLetsNobodyIn) {
    EXPECT_THAT(judge_text(recommended + "auth required pam_deny.so\n"),
                Contains(is_problem("nobody gets in")));
    EXPECT_THAT(judge_text(recommended + "auth required\n"),
                Contains(is_problem("nobody gets in")));
}

// The user of PAM is the account entered there.
TEST(PamFindings, TheRescueOfSuIsForWhoAsks) {
    const auto judge_su = [](const std::string& text) {
        auto stacks = stacks_of(text);
        stacks.service = "su";
        auto findings = judge_stack(stacks, seconds{60});
        expect_helpful(findings);
        return findings;
    };
    const std::string rootok = "auth sufficient pam_rootok.so\n";
    const std::string unix_first = "auth requisite pam_unix.so\n";
    for (const auto& before : {rootok, rootok + unix_first, rootok + password}) {
        EXPECT_THAT(judge_su(before + recommended), ElementsAre(is_fine("asks Okta"))) << before;
        EXPECT_THAT(judge_su(before + old_rescue_by_uid + ours + permit),
                    ElementsAre(is_fine("asks Okta")))
            << before;
    }
    EXPECT_THAT(judge_su(rootok + old_rescue + ours + permit),
                Contains(is_problem("become a member of okta-breakglass, with nothing at all")));
    EXPECT_THAT(judge_su(rootok + password + old_rescue + ours + permit),
                Contains(is_problem("with that account's password alone")));
}

TEST(PamFindings, WhoRunsAServiceSaysNothingWhereItIsAlwaysRoot) {
    EXPECT_THAT(judge_text(old_rescue_by_uid + ours + permit),
                Contains(is_warning("the condition of")));
}

TEST(PamFindings, ALineForOtherServicesHasNoEffect) {
    const auto line = [](const std::string& condition) {
        return "auth [success=1 default=ignore] pam_succeed_if.so quiet " + condition + '\n';
    };
    const std::string over_two =
        "auth [success=2 default=ignore] pam_succeed_if.so quiet user ingroup okta-breakglass\n";
    for (const auto* other : {"service in cron:su", "service = su", "service notin su:svc",
                              "service != svc", "service in svcx:xsvc"})
        EXPECT_THAT(judge_text(over_two + line(other) + ours + permit),
                    ElementsAre(is_fine("asks")))
            << other;
    for (const auto* same : {"service in cron:svc", "service = svc", "service notin su"})
        EXPECT_THAT(judge_text(over_two + line(same) + ours + permit),
                    Contains(is_warning("the condition of")))
            << same;
}

TEST(PamFindings, OktaAfterAWrongPasswordIsAWarning) {
    const auto stack = rescue + ours + permit;
    EXPECT_THAT(judge_text("auth required pam_unix.so\n" + stack),
                Contains(is_warning("even after a wrong password")));
    for (const char* before :
         {"auth requisite pam_unix.so\n", "auth required pam_nologin.so\n",
          "auth required pam_faillock.so preauth\n", "auth optional pam_gnome_keyring.so\n",
          "auth [success=1 default=ignore] pam_unix.so\nauth requisite pam_deny.so\n"})
        EXPECT_THAT(judge_text(before + stack), ElementsAre(is_fine("asks Okta"))) << before;
}

TEST(PamFindings, OktaBeforeThePasswordIsAWarning) {
    EXPECT_THAT(judge_text(rescue + ours + password), Contains(is_warning("before the password")));
}

TEST(PamFindings, TheModuleTwiceInAStackIsAWarning) {
    const Files files{{"/pam/everywhere", recommended}};
    EXPECT_THAT(judge_text("@include everywhere\n" + recommended, files),
                ElementsAre(is_warning("asked twice")));
}

TEST(PamFindings, AServiceWithoutTheRescueGroupIsAWarning) {
    EXPECT_THAT(judge_text(password + ours + permit), ElementsAre(is_warning("okta-breakglass")));
}

TEST(PamFindings, ARescueLineThatLeadsIntoADenialIsAWarning) {
    EXPECT_THAT(judge_text(password + rescue +
                           "auth [success=1 ignore=1 default=ignore] pam_okta_factor.so\n"
                           "auth requisite pam_deny.so\n" +
                           permit),
                ElementsAre(is_warning("okta-breakglass")));
}

TEST(PamFindings, AModuleThatIsLessPatientThanTheDaemonIsAWarning) {
    const auto stack = [](const char* arguments) {
        return stacks_of(rescue + "auth requisite pam_okta_factor.so" + arguments + '\n' + permit);
    };
    EXPECT_THAT(judge_stack(stack(" timeout=30"), seconds{60}),
                ElementsAre(is_warning("waits 30 s")));
    EXPECT_THAT(judge_stack(stack(""), seconds{90}), ElementsAre(is_warning("waits 75 s")));
    EXPECT_THAT(judge_stack(stack(" timeout=120"), seconds{90}), Each(is_fine("")));
}

TEST(PamFindings, TheTimeoutThatIsAdvisedIsOneThatTheModuleTakes) {
    const auto stack = [](const std::string& line) {
        return stacks_of(rescue + line + '\n' + permit);
    };
    const auto advised = judge_stack(stack(our_line), seconds{600}).at(0).change;
    EXPECT_THAT(judge_stack(stack(advised), seconds{600}), Each(is_fine(""))) << advised;
}

TEST(PamFindings, AnOptionThatTheModuleDoesNotTakeIsAWarning) {
    const auto findings_of = [](const std::string& arguments) {
        return judge_stack(
            stacks_of(rescue + "auth requisite pam_okta_factor.so " + arguments + '\n' + permit),
            seconds{60});
    };
    EXPECT_THAT(findings_of("socket=/run/s bus= timeout=80 debug"), Each(is_fine("")));
    EXPECT_THAT(findings_of("sokcet=/run/s"), ElementsAre(is_warning("no option `sokcet=/run/s`")));
    for (const auto* word : {"timeout=abc", "timeout=0", "timeout=901"}) {
        const auto findings = findings_of(word);
        EXPECT_THAT(findings, ElementsAre(is_warning(word)));
        expect_helpful(findings);
    }
}

TEST(PamFindings, TheModuleInAnotherTypeIsAProblem) {
    EXPECT_THAT(judge_text("account required pam_okta_factor.so\n"),
                ElementsAre(is_problem("in the type account")));
}

TEST(PamFindings, FindingsNameTheLine) {
    const auto findings =
        judge_text(password + rescue + "auth optional pam_okta_factor.so\n" + permit);
    ASSERT_FALSE(findings.empty());
    EXPECT_EQ(findings[0].where, "/pam/svc:4");
}

TEST(PamFindings, ServicesThatShouldAskAreNamed) {
    std::vector<ServiceStacks> services;
    for (const std::string name : {"cron", "sshd", "sudo"}) {
        services.push_back(stacks_of(name == "sshd" ? recommended : password));
        services.back().service = name;
    }
    EXPECT_THAT(judge_services(services, "/etc/pam.d"), ElementsAre(is_warning("sudo does not")));
}

TEST(PamFindings, AModuleThatIsMissingOrNotRootsIsAProblem) {
    ModuleFile file{"/lib/security/pam_okta_factor.so", true, true, true, false};
    EXPECT_THAT(judge_module(file, ""), ElementsAre(is_fine("installed")));
    file.others_write = true;
    EXPECT_THAT(judge_module(file, ""), ElementsAre(is_problem("replaced")));
    file.others_write = false;
    file.is_roots = false;
    EXPECT_THAT(judge_module(file, ""), ElementsAre(is_problem("replaced")));
    file.exists = false;
    EXPECT_THAT(judge_module(file, "/etc/pam.d/sshd:5"), ElementsAre(is_problem("missing")));
}

}  // namespace
}  // namespace okta_factor::doctor
