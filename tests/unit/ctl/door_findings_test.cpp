// SPDX-License-Identifier: MIT
#include "ctl/doctor/door_findings.h"

#include "tests/unit/ctl/finding_matchers.h"

namespace okta_factor::doctor {
namespace {

using testing::ElementsAre;

Doors open_doors() {
    Doors doors;
    doors.socket = "/run/okta-factor.socket";
    doors.reachable = true;
    doors.status = {{"configuration", "current"}, {"state_directory", true}};
    return doors;
}

TEST(DoorFindings, BothDoorsOpenAreFine) {
    EXPECT_THAT(judge_doors(open_doors(), nullptr), ElementsAre(is_fine("both doors")));
}

TEST(DoorFindings, OneDoorShutIsAWarningBothAreAProblem) {
    auto doors = open_doors();
    doors.socket_trouble = "Connection refused";
    EXPECT_THAT(judge_doors(doors, nullptr), ElementsAre(is_warning("/run/okta-factor.socket")));
    doors.bus_trouble = "no answer in time";
    const auto findings = judge_doors(doors, nullptr);
    EXPECT_THAT(findings, ElementsAre(is_problem("cannot be reached")));
    expect_helpful(findings);
    doors.socket_trouble.clear();
    EXPECT_THAT(judge_doors(doors, nullptr), ElementsAre(is_warning("on the bus")));
}

// Units are called as packaging/systemd calls them.
TEST(DoorFindings, TheAdviceNamesUnitsThatThereAre) {
    auto doors = open_doors();
    doors.socket_trouble = "Connection refused";
    EXPECT_EQ(judge_doors(doors, nullptr).at(0).change,
              "systemctl enable --now okta-factor.socket");
    doors.bus_trouble = "no answer in time";
    EXPECT_THAT(judge_doors(doors, nullptr).at(0).change,
                testing::HasSubstr("enable --now okta-factor.socket okta-factord.service"));
}

TEST(DoorFindings, ADaemonWithAnOldOrNoConfigurationIsAProblem) {
    auto doors = open_doors();
    doors.status["configuration"] = "last-accepted";
    EXPECT_THAT(judge_doors(doors, nullptr), ElementsAre(is_problem("older configuration")));
    doors.status["configuration"] = "none";
    EXPECT_THAT(judge_doors(doors, nullptr), ElementsAre(is_problem("no valid configuration")));
}

TEST(DoorFindings, ADaemonThatDoesNotReachOktaIsAProblem) {
    auto doors = open_doors();
    doors.reachable = false;
    EXPECT_THAT(judge_doors(doors, nullptr), ElementsAre(is_problem("Okta cannot be reached")));
}

TEST(DoorFindings, RecoveryCodesWithoutAStateDirectoryAreAProblem) {
    auto doors = open_doors();
    doors.status["state_directory"] = false;
    policy::Policy policy;
    EXPECT_THAT(judge_doors(doors, &policy), ElementsAre(is_fine("")));
    policy.login.when_unreachable = policy::WhenUnreachable::recovery_code;
    EXPECT_THAT(judge_doors(doors, &policy), ElementsAre(is_problem("no recovery codes")));
}

TEST(DoorFindings, ADamagedBookOfRecoveryCodesIsNotAMissingFolder) {
    auto doors = open_doors();
    doors.recovery_trouble = "/var/lib/okta-factor/recovery-codes.json: it is damaged";
    policy::Policy policy;
    EXPECT_THAT(judge_doors(doors, &policy), ElementsAre(is_fine("")));
    policy.login.when_unreachable = policy::WhenUnreachable::recovery_code;
    const auto findings = judge_doors(doors, &policy);
    EXPECT_THAT(findings, ElementsAre(is_problem("recovery-codes.json: it is damaged")));
    expect_helpful(findings);
}

TEST(DoorFindings, ADaemonOfAnOlderVersionIsTakenAsItIs) {
    auto doors = open_doors();
    doors.status.clear();
    EXPECT_THAT(judge_doors(doors, nullptr), ElementsAre(is_fine("both doors")));
}

}  // namespace
}  // namespace okta_factor::doctor
