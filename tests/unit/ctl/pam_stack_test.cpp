// SPDX-License-Identifier: MIT
#include "ctl/doctor/pam_stack.h"

#include <gmock/gmock.h>

#include "ctl/doctor/pam_walk.h"
#include "tests/unit/ctl/pam_files.h"

namespace okta_factor::doctor {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

TEST(PamStack, KeywordsMeanWhatPamConfSays) {
    const auto sufficient = read_control("Sufficient");
    ASSERT_TRUE(sufficient);
    EXPECT_EQ(sufficient->on("success"), (Action{Effect::done, 0}));
    EXPECT_EQ(sufficient->on("maxtries"), (Action{Effect::ignore, 0}));
    const auto requisite = read_control("requisite");
    ASSERT_TRUE(requisite);
    EXPECT_EQ(requisite->on("ignore"), (Action{Effect::ignore, 0}));
    EXPECT_EQ(requisite->on("auth_err"), (Action{Effect::die, 0}));
}

TEST(PamStack, WhatAControlDoesNotNameIsBad) {
    const auto control = read_control("[success=2 user_unknown=ignore]");
    ASSERT_TRUE(control);
    EXPECT_EQ(control->on("success"), (Action{Effect::jump, 2}));
    EXPECT_EQ(control->on("auth_err"), (Action{Effect::bad, 0}));
}

TEST(PamStack, AMisspeltControlIsNone) {
    EXPECT_FALSE(read_control("requisit"));
    EXPECT_FALSE(read_control("[success=okay]"));
    EXPECT_FALSE(read_control("[success]"));
}

TEST(PamStack, ReadsCommentsContinuationsBracketsAndArguments) {
    const auto stack = stacks_of(
                           "# auth required pam_deny.so\n"
                           "auth [success=ok \\\n"
                           "      default=die] pam_okta_factor.so timeout=90 "
                           "[socket=/run/with space]   # the second factor\n"
                           "account required pam_permit.so\n")
                           .auth;
    ASSERT_THAT(stack, SizeIs(1));
    EXPECT_TRUE(stack[0].is_ours());
    EXPECT_EQ(stack[0].where, "/pam/svc:2");
    EXPECT_THAT(stack[0].arguments, ElementsAre("timeout=90", "[socket=/run/with space]"));
    EXPECT_EQ(stack[0].control.on("auth_err"), (Action{Effect::die, 0}));
}

TEST(PamStack, FollowsIncludesOfEveryForm) {
    const Files files{{"/pam/inner", "auth required pam_okta_factor.so\n"}};
    for (const auto* line : {"@include inner\n", "auth include inner\n", "-auth include inner\n",
                             "auth include /pam/inner\n"}) {
        const auto stack = stacks_of(line, files).auth;
        ASSERT_THAT(stack, SizeIs(1)) << line;
        EXPECT_EQ(stack[0].where, "/pam/inner:1") << line;
    }
    const auto stack = stacks_of("auth substack inner\n", files).auth;
    ASSERT_THAT(stack, SizeIs(1));
    EXPECT_NE(find_ours(stack), nullptr);
    EXPECT_THAT(stack[0].substack, SizeIs(1));
    EXPECT_THAT(included_by("@include a\nauth substack b\naccount include c\n"),
                ElementsAre("a", "b", "c"));
}

TEST(PamStack, AMissingOrEndlessIncludeRefusesEverybody) {
    for (const auto* text : {"auth required pam_permit.so\n@include nowhere\n",
                             "auth required pam_permit.so\n@include svc\n"})
        for (const auto stacks = stacks_of(text); const auto& ending : endings(stacks.auth))
            EXPECT_FALSE(ending.lets_in) << text;
}

TEST(PamStack, OneThatIncludesItselfTwiceEndsSoon) {
    for (const auto* text : {"@include svc\n@include svc\nauth required pam_permit.so\n",
                             "auth substack svc\nauth substack svc\n"}) {
        const auto stacks = stacks_of(text);
        EXPECT_FALSE(stacks.auth.empty());
        for (const auto& ending : endings(stacks.auth))
            EXPECT_FALSE(ending.lets_in) << text;
    }
}

bool can_get_in(const std::string& text, const Files& files = {}) {
    const auto stacks = stacks_of(text, files);
    for (const auto& ending : endings(stacks.auth))
        if (ending.lets_in) return true;
    return false;
}

TEST(PamWalk, DecidesAsLibpamDoes) {
    EXPECT_TRUE(can_get_in(common_auth));
    EXPECT_FALSE(can_get_in("auth required pam_deny.so\nauth required pam_permit.so\n"));
    EXPECT_FALSE(can_get_in("auth [success=ignore default=ignore] pam_permit.so\n"))
        << "nothing succeeded";
    EXPECT_TRUE(
        can_get_in("auth [success=1 default=ignore] pam_permit.so\n"
                   "auth requisite pam_deny.so\n"
                   "auth required pam_permit.so\n"));
    EXPECT_FALSE(
        can_get_in("auth required pam_permit.so\n"
                   "auth [success=3 default=ignore] pam_permit.so\n"))
        << "a jump beyond the end";
    EXPECT_TRUE(
        can_get_in("auth optional pam_deny.so\nauth sufficient pam_permit.so\n"
                   "auth requisite pam_deny.so\n"));
}

TEST(PamWalk, ASubstackEndsForItselfAlone) {
    const Files files{{"/pam/inner", "auth sufficient pam_permit.so\nauth required pam_deny.so\n"}};
    EXPECT_TRUE(can_get_in("auth substack inner\nauth required pam_permit.so\n", files));
    EXPECT_FALSE(can_get_in("auth substack inner\nauth required pam_deny.so\n", files));
    EXPECT_TRUE(can_get_in("auth include inner\nauth required pam_deny.so\n", files))
        << "an include is part of the stack: done ends it all";
    EXPECT_TRUE(
        can_get_in("auth [success=1 default=ignore] pam_permit.so\nauth substack inner\n"
                   "auth required pam_permit.so\n",
                   {{"/pam/inner", "auth requisite pam_deny.so\n"}}))
        << "a jump takes it as one";
}

TEST(PamWalk, ResetReturnsToTheBeginningOfTheSubstack) {
    const Files files{{"/pam/inner",
                       "auth required pam_deny.so\n"
                       "auth [success=reset default=bad] pam_permit.so\n"}};
    EXPECT_TRUE(can_get_in("auth substack inner\nauth required pam_permit.so\n", files));
}

TEST(PamWalk, TheRecommendedStackRefusesExactlyThoseWhomOktaRefused) {
    const auto stacks = stacks_of(recommended);
    const auto all = endings(stacks.auth);
    EXPECT_FALSE(all.empty());
    for (const auto& ending : all)
        EXPECT_EQ(ending.lets_in, ending.asked != Asked::refused);
}

}  // namespace
}  // namespace okta_factor::doctor
