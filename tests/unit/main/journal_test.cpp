// SPDX-License-Identifier: MIT
// The audit record as it stands in the journal.
#include "daemon/main/journal.h"

#include <gtest/gtest.h>

#include <map>

namespace okta_factor::daemon {
namespace {

using login::Reason;

class JournalTest : public testing::Test {
  protected:
    JournalTest() {
        facts_.user = "alice";
        facts_.service = "sshd";
    }
    [[nodiscard]] std::map<std::string, std::string> fields(Reason reason) {
        outcome_.reason = reason;
        const auto list = Journal::fields({facts_, "", "", rule_, outcome_, {}});
        return {list.begin(), list.end()};
    }
    [[nodiscard]] std::string user_as(const std::string& name) {
        facts_.user = name;
        auto record = fields(Reason::user_unknown);
        EXPECT_EQ(record["MESSAGE"],
                  "denied-final: " + record["LOGIN_USER"] + " for sshd (user-unknown)");
        return record["LOGIN_USER"];
    }

    policy::LoginFacts facts_;
    login::Outcome outcome_;
    std::string rule_ = "[login]";
};

TEST_F(JournalTest, keeps_names_in_every_script_as_they_are) {
    for (const std::string name :
         {"alice", "alic\u00e9", "\u5c71\u7530", "\u0410lice", "\U0001F600", "  a  b ", "ACME\\al"})
        EXPECT_EQ(user_as(name), name);
}

TEST_F(JournalTest, escapes_what_breaks_lines_or_acts_on_a_terminal) {
    EXPECT_EQ(user_as("a\n\x1b[2J\t\x7f"), R"(a\x0a\x1b[2J\x09\x7f)");
    EXPECT_EQ(user_as(std::string{"a\0b", 3}), R"(a\x00b)");
    EXPECT_EQ(user_as("\u0085\u009b31m\u00a0"), "\\u{0085}\\u{009b}31m\u00a0");
    EXPECT_EQ(user_as("\u202ealice\u2066\u200f\u061c"), R"(\u{202e}alice\u{2066}\u{200f}\u{061c})");
}

TEST_F(JournalTest, escapes_bytes_that_are_no_utf8) {
    EXPECT_EQ(user_as("\xff\xfe"), R"(\xff\xfe)");
    EXPECT_EQ(user_as("a\xc3"), R"(a\xc3)");
    EXPECT_EQ(user_as("\xc3("), R"(\xc3()");
    EXPECT_EQ(user_as("\xc0\xafx"), R"(\xc0\xafx)");                // overlong
    EXPECT_EQ(user_as("\xed\xa0\x80"), R"(\xed\xa0\x80)");          // a surrogate
    EXPECT_EQ(user_as("\xf4\x90\x80\x80"), R"(\xf4\x90\x80\x80)");  // beyond Unicode
    EXPECT_EQ(user_as("\xf8\x88\x80\x80\x80"), R"(\xf8\x88\x80\x80\x80)");
}

TEST_F(JournalTest, bounds_a_field_at_the_end_of_a_character) {
    EXPECT_EQ(user_as(std::string(512, 'x')), std::string(512, 'x'));
    EXPECT_EQ(user_as(std::string(513, 'x')), std::string(509, 'x') + "...");
    EXPECT_EQ(user_as(std::string(508, 'x') + "\u00e9\u00e9\u00e9"), std::string(508, 'x') + "...");
    EXPECT_EQ(user_as(std::string(508, 'x') + "\u00e9\u00e9"),
              std::string(508, 'x') + "\u00e9\u00e9");
    EXPECT_EQ(user_as(std::string(100'000, '\n')).size(), 4U * 127 + 3);
}

TEST_F(JournalTest, tells_the_policys_words_from_oktas) {
    outcome_.detail = "rule \"bk\" matches";
    for (const auto reason : {Reason::policy_skip, Reason::policy_deny, Reason::policy_unknown,
                              Reason::internal_error}) {
        auto record = fields(reason);
        EXPECT_EQ(record["DETAIL"], outcome_.detail);
        EXPECT_EQ(record.count("OKTA_DETAIL"), 0U);
    }
    outcome_.detail = "E0000011, HTTP 401";
    auto record = fields(Reason::misconfigured);
    EXPECT_EQ(record["OKTA_DETAIL"], outcome_.detail);
    EXPECT_EQ(record.count("DETAIL"), 0U);
}

TEST_F(JournalTest, names_the_rule_where_one_decided) {
    EXPECT_EQ(fields(Reason::timed_out)["RULE"], "[login]");
    rule_.clear();
    EXPECT_EQ(fields(Reason::no_configuration).count("RULE"), 0U);
}

TEST_F(JournalTest, writes_to_stderr_what_it_writes_to_the_journal) {
    facts_.user = "alic\u00e9\n";
    outcome_.reason = Reason::policy_deny;
    outcome_.detail = "rule";
    Journal journal{true};
    testing::internal::CaptureStderr();
    journal.record({facts_, "", "", rule_, outcome_, std::chrono::milliseconds{7}});
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "login: VERDICT=denied-final REASON=policy-deny LOGIN_USER=alic\u00e9\\x0a "
              "SERVICE=sshd DURATION_MS=7 RULE=[login] DETAIL=rule\n");
}

TEST_F(JournalTest, keeps_the_lines_of_a_message_and_escapes_what_else_is_in_it) {
    const auto written = [](auto write) {
        Journal journal{true};
        testing::internal::CaptureStderr();
        write(journal);
        return testing::internal::GetCapturedStderr();
    };
    EXPECT_EQ(written([](Journal& journal) { journal.info("alic\u00e9\nsecond\n"); }),
              "alic\u00e9\nsecond\n");
    EXPECT_EQ(written([](Journal& journal) { journal.error("Okta says \x1b[2J\u202e\xff"); }),
              "warning: Okta says \\x1b[2J\\u{202e}\\xff\n");
    EXPECT_EQ(written([](Journal& journal) { journal.info(""); }), "\n");
}

}  // namespace
}  // namespace okta_factor::daemon
