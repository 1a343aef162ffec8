// SPDX-License-Identifier: MIT
#include "ctl/doctor/file_access.h"

#include <sys/stat.h>

#include "tests/unit/ctl/finding_matchers.h"

namespace okta_factor::doctor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr uid_t daemon_user = 990;
constexpr gid_t daemon_group = 991;

std::vector<PathPart> token_file(mode_t mode, uid_t uid = 0, gid_t gid = daemon_group,
                                 mode_t folder = 0755) {
    return {{"/", 0, 0, S_IFDIR | 0755U},
            {"/etc", 0, 0, S_IFDIR | folder},
            {"/etc/token", uid, gid, S_IFREG | mode}};
}

Findings judge_token(const std::vector<PathPart>& parts) {
    return judge_access_to("/etc/token", "api_token_file", parts, daemon_user, daemon_group);
}

TEST(FileAccess, AFileOfTheDaemonsGroupIsReadable) {
    EXPECT_THAT(judge_token(token_file(0640)), IsEmpty());
}

TEST(FileAccess, AFileOfRootsAloneIsNot) {
    const auto findings = judge_token(token_file(0600));
    EXPECT_THAT(findings, ElementsAre(is_problem("cannot read /etc/token")));
    EXPECT_EQ(findings[0].change, "chgrp okta-factor /etc/token && chmod 0640 /etc/token");
    EXPECT_THAT(judge_token(token_file(0640, 0, 0)), ElementsAre(is_problem("cannot read")));
}

TEST(FileAccess, TheClosestRightCounts) {
    EXPECT_THAT(judge_token(token_file(0044, daemon_user)), ElementsAre(is_problem("")))
        << "its own file, readable by everybody else";
}

TEST(FileAccess, AFolderInTheWayIsNamed) {
    const auto findings = judge_token(token_file(0640, 0, daemon_group, 0700));
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].where, "/etc");
    EXPECT_EQ(findings[0].change, "chgrp okta-factor /etc && chmod 0750 /etc");
}

TEST(FileAccess, LooksAtEveryPartOfAPath) {
    const auto parts = look_at("/proc/self/status");
    ASSERT_GE(parts.size(), 3U);
    EXPECT_EQ(parts.front().path, "/");
    EXPECT_TRUE(S_ISREG(parts.back().mode));
    EXPECT_THAT(look_at("/nowhere/at/all"), IsEmpty());
}

}  // namespace
}  // namespace okta_factor::doctor
