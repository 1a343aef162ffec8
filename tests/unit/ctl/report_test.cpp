// SPDX-License-Identifier: MIT
#include "ctl/doctor/report.h"

#include <gtest/gtest.h>

namespace okta_factor::doctor {
namespace {

const Findings three{fine("all is well"), warning("hm", "because", "do that", "here:1"),
                     problem("oh", "therefore", "do this", "there:2")};

TEST(Report, ProblemsComeFirstWithWhatWhyAndChange) {
    EXPECT_EQ(to_text(three, false),
              "Problems\n"
              "  - oh\n"
              "      where:  there:2\n"
              "      why:    therefore\n"
              "      change: do this\n"
              "\n"
              "Warnings\n"
              "  - hm\n"
              "      where:  here:1\n"
              "      why:    because\n"
              "      change: do that\n"
              "\n"
              "Fine\n"
              "  - all is well\n"
              "\n"
              "1 problem, 1 warning\n");
}

TEST(Report, ColoursOnlyWhereTheyAreWanted) {
    EXPECT_NE(to_text(three, true).find('\x1b'), std::string::npos);
    EXPECT_EQ(to_text(three, false).find('\x1b'), std::string::npos);
}

TEST(Report, JsonHasEveryField) {
    const auto report = to_json(three);
    EXPECT_EQ(report.at("ok"), false);
    EXPECT_EQ(
        report.at("findings").at(0).dump(),
        R"({"severity":"problem","what":"oh","why":"therefore","change":"do this","where":"there:2"})");
    EXPECT_EQ(report.at("findings").size(), 3U);
    EXPECT_EQ(to_json({three[0], three[1]}).at("ok"), true) << "warnings are no problems";
}

}  // namespace
}  // namespace okta_factor::doctor
