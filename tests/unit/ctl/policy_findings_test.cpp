// SPDX-License-Identifier: MIT
#include "ctl/doctor/configuration_findings.h"

#include <tl/expected.hpp>

#include "daemon/policy/config_reader.h"
#include "tests/unit/ctl/finding_matchers.h"

namespace okta_factor::doctor {
namespace {

using testing::ElementsAre;

policy::Policy policy_of(const std::string& more) {
    const std::string okta =
        "[okta]\norg_url = \"https://acme.okta.com\"\napi_token_file = \"/t\"\n";
    const auto policy = policy::parse_configuration({{"f.conf", okta + more}});
    EXPECT_TRUE(policy) << (policy ? "" : policy.error().front().text);
    return policy ? *policy : policy::Policy{};
}

constexpr char console_rescue[] =
    "[[rule]]\nname = \"console rescue\"\nusers = [\"root\"]\nservices = [\"login\"]\n"
    "ttys = [\"tty*\"]\naction = \"skip\"\n";

TEST(PolicyFindings, EveryMistakeIsAProblemAtItsPlace) {
    const auto findings =
        judge_mistakes({{"f.conf", 3, 1, "unknown key"}, {"g.conf", 1, 1, "gone"}});
    EXPECT_THAT(findings, ElementsAre(is_problem("unknown key"), is_problem("gone")));
    EXPECT_EQ(findings[0].where, "f.conf:3");
    EXPECT_EQ(findings[1].where, "g.conf:1");
}

TEST(PolicyFindings, AnOrdinaryPolicyIsFine) {
    EXPECT_THAT(judge_policy(policy_of(""), "f.conf"), ElementsAre(is_fine("valid")));
}

TEST(PolicyFindings, LettingInUnconfirmedIsSaidOncePerPlace) {
    EXPECT_THAT(judge_policy(policy_of("[login]\nwhen_unreachable = \"allow\"\n"
                                       "[[rule]]\nname = \"a\"\nusers = [\"u\"]\n"),
                             "f.conf"),
                ElementsAre(is_warning("[login] lets people in")));
    const auto findings = judge_policy(policy_of("[[rule]]\nname = \"a\"\nusers = [\"u\"]\n"
                                                 "when_unreachable = \"allow\"\n"),
                                       "f.conf");
    EXPECT_THAT(findings, ElementsAre(is_warning("rule \"a\" lets people in")));
    EXPECT_EQ(findings[0].where, "f.conf:4");
}

TEST(PolicyFindings, NumberMatchingSwitchedOffIsAWarning) {
    EXPECT_THAT(judge_policy(policy_of("[login]\nnumber_matching = \"off\"\n"), "f.conf"),
                ElementsAre(is_warning("number matching")));
}

TEST(PolicyFindings, WithoutAnyWayInThereIsAProblem) {
    EXPECT_THAT(judge_rescue(policy_of(""), {true, std::nullopt}, "f.conf"),
                ElementsAre(is_problem("no group okta-breakglass"), is_warning("console")));
    EXPECT_THAT(judge_rescue(policy_of(""), {true, std::vector<std::string>{}}, "f.conf"),
                ElementsAre(is_problem("has no members"), is_warning("console")));
}

TEST(PolicyFindings, AConsoleThatIsOpenMakesTheMissingGroupAWarning) {
    EXPECT_THAT(judge_rescue(policy_of(""), {false, std::nullopt}, "f.conf"),
                ElementsAre(is_warning("no group okta-breakglass")));
    EXPECT_THAT(judge_rescue(policy_of(console_rescue), {true, std::nullopt}, "f.conf"),
                ElementsAre(is_warning("no group okta-breakglass")));
}

TEST(PolicyFindings, BothWaysInAreFine) {
    const std::vector<std::string> rescuers{"rescue"};
    EXPECT_THAT(judge_rescue(policy_of(console_rescue), {true, rescuers}, "f.conf"),
                ElementsAre(is_fine("way in without Okta")));
}

TEST(PolicyFindings, TheLongestTimeoutIsThatOfAnyRuleThatAsks) {
    EXPECT_EQ(longest_timeout(policy_of("")), std::chrono::seconds{60});
    EXPECT_EQ(longest_timeout(policy_of("[[rule]]\nname = \"a\"\nusers = [\"u\"]\n"
                                        "timeout = \"90s\"\n")),
              std::chrono::seconds{90});
}

}  // namespace
}  // namespace okta_factor::doctor
