// SPDX-License-Identifier: MIT
#include "pam_module/outcome.h"

#include <gtest/gtest.h>
#include <security/_pam_types.h>

namespace okta_factor::pam {
namespace {

constexpr Outcome all[] = {Outcome::granted,
                           Outcome::skipped,
                           Outcome::denied,
                           Outcome::denied_final,
                           Outcome::unavailable,
                           Outcome::cancelled,
                           Outcome::conversation_failed,
                           Outcome::unexpected};

// What sudo retries would send the person one push after the other.
constexpr int retried_by_sudo[] = {PAM_AUTHINFO_UNAVAIL, PAM_MAXTRIES, PAM_PERM_DENIED};

TEST(Outcome, OnlyGrantedSucceedsAndOnlySkippedIsIgnored) {
    for (const char* service : {"sshd", "sudo", "sudo-i", "su", "login", ""}) {
        for (const auto outcome : all) {
            EXPECT_EQ(pam_result(outcome, service) == PAM_SUCCESS, outcome == Outcome::granted);
            EXPECT_EQ(pam_result(outcome, service) == PAM_IGNORE, outcome == Outcome::skipped);
        }
    }
}

TEST(Outcome, FollowsTheTable) {
    EXPECT_EQ(pam_result(Outcome::denied, "sshd"), PAM_AUTH_ERR);
    EXPECT_EQ(pam_result(Outcome::denied_final, "sshd"), PAM_MAXTRIES);
    EXPECT_EQ(pam_result(Outcome::unavailable, "sshd"), PAM_AUTHINFO_UNAVAIL);
    EXPECT_EQ(pam_result(Outcome::conversation_failed, "sshd"), PAM_CONV_ERR);
    EXPECT_EQ(pam_result(Outcome::unexpected, "sshd"), PAM_SYSTEM_ERR);
    EXPECT_EQ(pam_result(Outcome::denied, "sudo"), PAM_AUTH_ERR);
    EXPECT_EQ(pam_result(Outcome::denied_final, "sudo"), PAM_ABORT);
    EXPECT_EQ(pam_result(Outcome::unavailable, "sudo-i"), PAM_ABORT);
}

TEST(Outcome, NothingFinalIsRetriedBySudo) {
    for (const auto outcome : all)
        for (const int retried : retried_by_sudo)
            EXPECT_NE(pam_result(outcome, "sudo"), retried);
}

TEST(Outcome, AnImpossibleValueIsNoSuccess) {
    EXPECT_EQ(pam_result(static_cast<Outcome>(99), "sshd"), PAM_SYSTEM_ERR);
}

TEST(Outcome, EveryVerdictHasItsOwn) {
    using protocol::Verdict;
    EXPECT_EQ(outcome_of(Verdict::granted), Outcome::granted);
    EXPECT_EQ(outcome_of(Verdict::skipped), Outcome::skipped);
    EXPECT_EQ(outcome_of(Verdict::denied), Outcome::denied);
    EXPECT_EQ(outcome_of(Verdict::denied_final), Outcome::denied_final);
    EXPECT_EQ(outcome_of(Verdict::unavailable), Outcome::unavailable);
    EXPECT_EQ(outcome_of(Verdict::cancelled), Outcome::cancelled);
}

}  // namespace
}  // namespace okta_factor::pam
