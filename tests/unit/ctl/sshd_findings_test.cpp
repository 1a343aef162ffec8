// SPDX-License-Identifier: MIT
#include "ctl/doctor/sshd_findings.h"

#include "tests/unit/ctl/finding_matchers.h"

namespace okta_factor::doctor {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// What `sshd -T` of Debian 12 (OpenSSH 9.2) and Debian 13 (10.0) say of Debian's own
// configuration, of the settings that matter and some that do not.
constexpr char openssh_9_2[] = R"(port 22
addressfamily any
listenaddress [::]:22
usepam yes
logingracetime 120
x11displayoffset 10
maxauthtries 6
permitrootlogin without-password
ignorerhosts yes
hostbasedauthentication no
pubkeyauthentication yes
kerberosauthentication no
gssapiauthentication no
passwordauthentication yes
kbdinteractiveauthentication no
usedns no
authenticationmethods any
maxstartups 10:30:100
persourcemaxstartups none
persourcenetblocksize 32:128
)";

constexpr char openssh_10[] = R"(port 22
usepam yes
pamservicename sshd
logingracetime 120
maxauthtries 6
permitrootlogin without-password
hostbasedauthentication no
pubkeyauthentication yes
gssapiauthentication no
passwordauthentication yes
kbdinteractiveauthentication no
usedns no
authenticationmethods any
maxstartups 10:30:100
persourcemaxstartups none
persourcepenaltyexemptlist none
persourcepenalties crash:90 authfail:5 noauth:1 grace-exceeded:10 refuseconnection:10 max:600 min:15 max-sources4:65536 max-sources6:65536 overflow:permissive overflow6:permissive
)";

constexpr char as_we_say[] = R"(
passwordauthentication no
kbdinteractiveauthentication yes
authenticationmethods publickey,keyboard-interactive:pam
maxstartups 100:30:300
persourcepenaltyexemptlist 192.0.2.0/24
permitrootlogin no
)";

// The first value of a name counts: changes stand in front.
SshdSettings changed(const std::string& changes, const char* rest = openssh_9_2) {
    return SshdSettings::parse(changes + rest);
}

SshdSettings recommended_with(const std::string& changes) {
    return changed(changes + as_we_say);
}

TEST(SshdFindings, WaysWithoutAKeyAreOpenWhereTheStackProvesNothing) {
    EXPECT_THAT(judge_bare_ways(recommended_with(""), ""), IsEmpty());
    EXPECT_THAT(judge_bare_ways(recommended_with("authenticationmethods publickey\n"), ""),
                IsEmpty());
    EXPECT_THAT(judge_bare_ways(changed(""), ""),
                ElementsAre(is_problem("people in without a key (password)")));
    EXPECT_THAT(judge_bare_ways(
                    recommended_with("authenticationmethods keyboard-interactive:pam\n"), "alice"),
                ElementsAre(is_problem("alice in without a key (keyboard-interactive:pam)")));
    EXPECT_THAT(judge_bare_ways(changed("passwordauthentication no\n"), ""), IsEmpty());
}

TEST(SshdFindings, TheRecommendedSettingsAreFineInBothVersions) {
    for (const auto* rest : {openssh_9_2, openssh_10}) {
        const auto settings = changed(as_we_say, rest);
        EXPECT_THAT(judge_sshd(settings, seconds{60}), IsEmpty());
        EXPECT_THAT(judge_access(settings, ""), IsEmpty());
        EXPECT_THAT(judge_root_login(settings), IsEmpty());
    }
}

TEST(SshdFindings, DebiansOwnConfigurationNeverAsks) {
    for (const auto* text : {openssh_9_2, openssh_10}) {
        const auto findings = judge_access(SshdSettings::parse(text), "");
        EXPECT_THAT(findings, UnorderedElementsAre(is_problem("by publickey without Okta"),
                                                   is_problem("takes a password without"),
                                                   is_problem("never holds a conversation")));
        expect_helpful(findings);
    }
}

TEST(SshdFindings, WithoutPamNobodyIsAsked) {
    EXPECT_THAT(judge_sshd(recommended_with("usepam no\n"), seconds{60}),
                ElementsAre(is_problem("UsePAM no")));
}

TEST(SshdFindings, GraceShorterThanALoginIsAProblemLittleMoreAWarning) {
    const auto with = [](const char* grace) {
        return judge_sshd(recommended_with("logingracetime " + std::string{grace} + '\n'),
                          seconds{60});
    };
    EXPECT_THAT(with("30"), ElementsAre(is_problem("LoginGraceTime 30 s")));
    EXPECT_THAT(with("60"), ElementsAre(is_warning("LoginGraceTime 60 s")));
    EXPECT_THAT(with("75"), IsEmpty());
    EXPECT_THAT(with("0"), IsEmpty()) << "for ever";
    EXPECT_EQ(with("30")[0].change, "LoginGraceTime 120");
}

TEST(SshdFindings, FewStartupsAreAWarning) {
    EXPECT_THAT(judge_sshd(recommended_with("maxstartups 10:30:100\n"), seconds{60}),
                ElementsAre(is_warning("MaxStartups 10:30:100")));
}

TEST(SshdFindings, PenaltiesForAddressesAreAWarningUnlessSomeAreExempt) {
    const auto without_exemptions =
        changed(std::string{"persourcepenaltyexemptlist none\n"} + as_we_say, openssh_10);
    EXPECT_THAT(judge_sshd(without_exemptions, seconds{60}),
                ElementsAre(is_warning("PerSourcePenalties")));
    EXPECT_THAT(judge_sshd(recommended_with("persourcepenalties no\n"), seconds{60}), IsEmpty());
}

TEST(SshdFindings, NamesOfClientsAreAWarning) {
    EXPECT_THAT(judge_sshd(recommended_with("usedns yes\n"), seconds{60}),
                ElementsAre(is_warning("UseDNS yes")));
}

TEST(SshdFindings, AConversationThatIsSwitchedOffIsAProblem) {
    EXPECT_THAT(judge_access(recommended_with("kbdinteractiveauthentication no\n"), ""),
                ElementsAre(is_problem("keyboard-interactive is switched off")));
}

TEST(SshdFindings, TheNameBeforeOpenSsh8_7Counts) {
    const auto old = SshdSettings::parse(
        "pubkeyauthentication yes\nchallengeresponseauthentication yes\n"
        "authenticationmethods publickey,keyboard-interactive\n");
    EXPECT_THAT(judge_access(old, ""), IsEmpty());
}

TEST(SshdFindings, EachWayOfAuthenticationMethodsIsJudged) {
    const auto findings =
        judge_access(recommended_with("authenticationmethods publickey,keyboard-interactive:pam "
                                      "publickey,hostbased\n"),
                     "");
    EXPECT_THAT(findings, ElementsAre(is_problem("by publickey,hostbased without Okta")));
}

TEST(SshdFindings, APasswordBesideAConversationAsksTwice) {
    EXPECT_THAT(
        judge_access(recommended_with("authenticationmethods password,keyboard-interactive\n"), ""),
        ElementsAre(is_warning("a password and a conversation")));
}

TEST(SshdFindings, TwoConversationsAskTwice) {
    EXPECT_THAT(judge_access(recommended_with("authenticationmethods keyboard-interactive:pam,"
                                              "keyboard-interactive\n"),
                             ""),
                ElementsAre(is_warning("two conversations")));
}

TEST(SshdFindings, AMatchBlockForAutomationIsAWarningThatNamesIt) {
    const auto base = recommended_with("");
    const auto backup = recommended_with("authenticationmethods publickey\n");
    EXPECT_FALSE(backup.same_access(base));
    const auto findings = judge_access(backup, "backup");
    EXPECT_THAT(findings, ElementsAre(is_warning("lets backup in by publickey without Okta")));
}

TEST(SshdFindings, SettingsThatNoMatchBlockTouchesAreTheSameAccess) {
    EXPECT_TRUE(recommended_with("x11forwarding yes\n").same_access(recommended_with("")));
}

TEST(SshdFindings, RootWhoIsRefusedAfterThePushIsAWarning) {
    EXPECT_THAT(judge_root_login(recommended_with("permitrootlogin without-password\n")),
                ElementsAre(is_warning("PermitRootLogin without-password")));
    EXPECT_THAT(judge_root_login(recommended_with("permitrootlogin prohibit-password\n"
                                                  "authenticationmethods publickey\n")),
                IsEmpty())
        << "root is not asked";
}

}  // namespace
}  // namespace okta_factor::doctor
