// SPDX-License-Identifier: MIT
#include "ctl/doctor/name_findings.h"

#include "tests/unit/ctl/finding_matchers.h"

namespace okta_factor::doctor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Known machine{"/etc/pam.d", [](const std::string& name) { return name == "sudo"; },
                    [](const std::string& name) { return name == "root"; },
                    [](const std::string& name) { return name == "wheel"; }};

policy::Policy with(const policy::Rule& rule) {
    policy::Policy policy;
    policy.rules.push_back(rule);
    policy.rules.back().name = "step up";
    policy.rules.back().where = "f.conf:7";
    return policy;
}

TEST(NameFindings, KnownNamesAndWildcardsAreNoMatter) {
    policy::Rule rule;
    rule.services = {{"sudo", "su*"}, {}};
    rule.users = {{"root", "?dmin"}, {"test-*"}};
    rule.groups = {{"wheel"}, {}};
    rule.ttys = {{"tty9"}, {}};
    EXPECT_THAT(judge_names(with(rule), machine), IsEmpty());
}

TEST(NameFindings, AMisspeltServiceIsAWarningAtTheRule) {
    policy::Rule rule;
    rule.services = {{"sduo"}, {}};
    const auto findings = judge_names(with(rule), machine);
    EXPECT_THAT(findings, ElementsAre(is_warning("rule \"step up\"")));
    EXPECT_THAT(findings, ElementsAre(is_warning("no /etc/pam.d/sduo")));
    EXPECT_EQ(findings[0].where, "f.conf:7");
    expect_helpful(findings);
}

TEST(NameFindings, AllStrangersOfARuleAreOneFinding) {
    policy::Rule rule;
    rule.users = {{"eve"}, {"mallory"}};
    rule.groups = {{"whel"}, {}};
    EXPECT_THAT(judge_names(with(rule), machine),
                ElementsAre(is_warning("no user eve, no user mallory, no group whel")));
}

TEST(NameFindings, OneKnownNameIsEnoughInAListForSeveralKindsOfMachine) {
    policy::Rule rule;
    rule.groups = {{"wheel", "sudo-elsewhere"}, {}};
    EXPECT_THAT(judge_names(with(rule), machine), IsEmpty());
}

}  // namespace
}  // namespace okta_factor::doctor
