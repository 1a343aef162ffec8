// SPDX-License-Identifier: MIT
#include "ctl/doctor/program.h"

#include <gtest/gtest.h>

namespace okta_factor::doctor {
namespace {

using namespace std::chrono_literals;

TEST(Program, GivesBothStreamsAndTheStatus) {
    const auto answer = ask_program({"sh", "-c", "echo out; echo err >&2; exit 3"}, 60s);
    EXPECT_EQ(answer.exit_status, 3);
    EXPECT_EQ(answer.out, "out\n");
    EXPECT_EQ(answer.err, "err\n");
}

TEST(Program, EndsOneThatDoesNotEnd) {
    const auto answer = ask_program({"sleep", "600"}, 50ms);
    EXPECT_EQ(answer.exit_status, -1);
    EXPECT_EQ(answer.err, "no answer in time");
}

TEST(Program, SaysWhyItCannotBeStarted) {
    const auto answer = ask_program({"/nowhere/sshd"}, 60s);
    EXPECT_EQ(answer.exit_status, -1);
    EXPECT_EQ(answer.err, "No such file or directory");
}

TEST(Program, BoundsWhatItKeeps) {
    const auto answer = ask_program({"head", "-c", "8000000", "/dev/zero"}, 60s);
    EXPECT_EQ(answer.exit_status, 0);
    EXPECT_LT(answer.out.size(), 2'000'000U);
}

TEST(Program, ReadsNothingOfOurInput) {
    EXPECT_EQ(ask_program({"cat"}, 60s).exit_status, 0);
}

}  // namespace
}  // namespace okta_factor::doctor
