// SPDX-License-Identifier: MIT
#include "ctl/doctor/sshd_matches.h"

#include <map>

#include "tests/unit/ctl/finding_matchers.h"

namespace okta_factor::doctor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char one_key[] = "  AuthenticationMethods publickey\n";

Findings matches_in(const std::string& text, std::map<std::string, std::string> files = {}) {
    files["/etc/ssh/sshd_config"] = text;
    const ReadSshdFiles read = [&files](const std::string& pattern) {
        std::vector<std::pair<std::string, std::string>> found;
        if (const auto file = files.find(pattern); file != files.end()) found.push_back(*file);
        return found;
    };
    auto findings = judge_matches("/etc/ssh/sshd_config", read, {"ada", "root"});
    expect_helpful(findings);
    return findings;
}

TEST(SshdMatches, BlocksThatNobodyWasAskedAboutAreNamedByTheirLines) {
    for (const std::string criteria :
         {"Address 10.0.0.0/8", "Group backup", "Host *.acme.com", "User backup", "User ada,backup",
          "User *", "User ada Address 10.0.0.0/8"})
        EXPECT_THAT(matches_in("\nMatch " + criteria + "\n" + one_key),
                    ElementsAre(is_warning("/etc/ssh/sshd_config:2 (Match " + criteria + ")")));
}

TEST(SshdMatches, BlocksOfPeopleWhoWereExaminedAreNot) {
    for (const auto* criteria : {"User root", "user ada,root", "User=root", "all"})
        EXPECT_THAT(matches_in(std::string{"Match "} + criteria + "\n" + one_key), IsEmpty())
            << criteria;
}

TEST(SshdMatches, BlocksThatOpenNoWayAreNot) {
    EXPECT_THAT(
        matches_in("AuthenticationMethods publickey\n# Match Group x\n" + std::string{one_key}),
        IsEmpty());
    EXPECT_THAT(matches_in("Match Group sftp\n  ForceCommand internal-sftp\n"
                           "  PasswordAuthentication no\n"),
                IsEmpty());
    const std::string asks =
        "Match Group admins\n  KbdInteractiveAuthentication yes\n"
        "  AuthenticationMethods publickey,keyboard-interactive:pam";
    EXPECT_THAT(matches_in(asks + '\n'), IsEmpty());
    EXPECT_THAT(matches_in(asks + " publickey\n"), ElementsAre(is_warning("Group admins")));
}

TEST(SshdMatches, IncludesBelongToTheBlockTheyStandInAndEndTheirOwn) {
    const auto included =
        matches_in("Match Group a\n  Include more\n", {{"/etc/ssh/more", one_key}});
    EXPECT_THAT(included, ElementsAre(is_warning("sshd_config:1 (Match Group a)")));
    const std::string block = std::string{"Match Group b\n"} + one_key;
    const auto ended = matches_in(std::string{"Include /more\nPermitRootLogin yes\n"},
                                  {{"/more", "Match Group b\n"}});
    EXPECT_THAT(ended, IsEmpty());
    EXPECT_THAT(matches_in("Include /more\n", {{"/more", block}}),
                ElementsAre(is_warning("/more:1 (Match Group b)")));
}

TEST(SshdMatches, AnEndlessIncludeEnds) {
    EXPECT_THAT(matches_in("Include /etc/ssh/sshd_config\n"), IsEmpty());
}

TEST(SshdMatches, AFileThatIncludesItselfTwiceEndsSoon) {
    const std::string twice = "Include /etc/ssh/sshd_config\nInclude /etc/ssh/sshd_config\n";
    EXPECT_FALSE(matches_in("Match Group backup\n" + std::string{one_key} + twice).empty());
}

}  // namespace
}  // namespace okta_factor::doctor
