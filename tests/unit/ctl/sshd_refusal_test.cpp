// SPDX-License-Identifier: MIT
#include "ctl/doctor/sshd_refusal.h"

#include "tests/unit/ctl/finding_matchers.h"

namespace okta_factor::doctor {
namespace {

using testing::ElementsAre;

Findings judge_words(const std::string& words, int exit_status = 255, bool as_root = true) {
    auto findings = judge_refusal({exit_status, "", words}, "sshd", as_root);
    expect_helpful(findings);
    return findings;
}

// As OpenSSH 9.2 words them.
constexpr char bad_option[] =
    "/etc/ssh/sshd_config: line 12: Bad configuration option: Foo\n"
    "/etc/ssh/sshd_config: terminating, 1 bad configuration options\n";
constexpr char in_match[] =
    "/etc/ssh/sshd_config.d/a b.conf line 4: Directive 'Port' is not allowed within a Match "
    "block\n";

TEST(SshdRefusal, IsAProblemInSshdsWordsAtThePlaceItNames) {
    const auto findings = judge_words(bad_option);
    EXPECT_THAT(findings,
                ElementsAre(is_problem("refuses its configuration: /etc/ssh/sshd_config: line 12: "
                                       "Bad configuration option: Foo; /etc/ssh/sshd_config: "
                                       "terminating, 1 bad configuration options; it would")));
    EXPECT_EQ(findings[0].where, "/etc/ssh/sshd_config:12");
    EXPECT_THAT(findings[0].change, testing::HasSubstr("/etc/ssh/sshd_config:12"));
    EXPECT_EQ(judge_words(in_match).at(0).where, "/etc/ssh/sshd_config.d/a b.conf:4");
}

TEST(SshdRefusal, WithoutAPlaceStillQuotesSshd) {
    const auto findings = judge_words("sshd: no hostkeys available -- exiting.\n", 1);
    EXPECT_THAT(findings, ElementsAre(is_problem("no hostkeys available")));
    EXPECT_EQ(findings[0].where, "sshd");
}

TEST(SshdRefusal, WhatSaysNothingOfTheNextStartIsAWarning) {
    EXPECT_THAT(judge_words(bad_option, 255, false), ElementsAre(is_warning("does not tell")));
    EXPECT_THAT(judge_words("No such file or directory", -1),
                ElementsAre(is_warning("No such file")));
    EXPECT_THAT(judge_words("Missing privilege separation directory: /run/sshd\r\n"),
                ElementsAre(is_warning("directory: /run/sshd")));
}

}  // namespace
}  // namespace okta_factor::doctor
