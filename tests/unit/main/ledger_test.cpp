// SPDX-License-Identifier: MIT
#include "daemon/main/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace okta_factor::daemon {
namespace {

using login::Reason;

class KeptRecords final : public login::Audit {
  public:
    void record(const login::AuditRecord& record) override {
        reasons.push_back(record.outcome.reason);
    }
    std::vector<Reason> reasons;
};

class LedgerTest : public testing::Test {
  protected:
    void ended(Reason reason, const std::string& user = "alice", const std::string& detail = {}) {
        policy::LoginFacts facts;
        facts.user = user;
        facts.service = "sshd";
        login::Outcome outcome;
        outcome.reason = reason;
        outcome.detail = detail;
        outcome.request_id = "req-1";
        ledger_.record({facts, "", "", "", outcome, std::chrono::milliseconds{1}});
        ++now_;
    }

    KeptRecords journal_;
    std::uint64_t now_ = 1000;
    Ledger ledger_{journal_, [this] { return now_; }};
};

TEST_F(LedgerTest, enters_every_login_in_the_journal_and_the_counters) {
    for (const auto& row : login::reasons())
        ended(row.reason);
    EXPECT_EQ(journal_.reasons.size(), login::reasons().size());
    std::uint64_t counted = 0;
    for (const auto& [kind, number] : ledger_.counters().logins())
        counted += number;
    EXPECT_EQ(counted, login::reasons().size());
}

TEST_F(LedgerTest, keeps_failures_and_nothing_else) {
    ended(Reason::push_approved);
    ended(Reason::policy_skip);
    ended(Reason::caller_gone);
    ended(Reason::remembered);
    EXPECT_TRUE(ledger_.failures().empty());
    ended(Reason::misconfigured, "bob", "E0000011");
    const auto failures = ledger_.failures();
    ASSERT_EQ(failures.size(), 1U);
    EXPECT_EQ(failures[0].user, "bob");
    EXPECT_EQ(failures[0].service, "sshd");
    EXPECT_EQ(failures[0].reason, "misconfigured");
    EXPECT_EQ(failures[0].detail, "E0000011");
    EXPECT_EQ(failures[0].request_id, "req-1");
    EXPECT_EQ(failures[0].time_usec, 1004U);
}

TEST_F(LedgerTest, keeps_the_last_ten_newest_first) {
    for (int i = 0; i < 12; ++i)
        ended(Reason::timed_out, "user" + std::to_string(i));
    const auto failures = ledger_.failures();
    ASSERT_EQ(failures.size(), 10U);
    EXPECT_EQ(failures.front().user, "user11");
    EXPECT_EQ(failures.back().user, "user2");
}

TEST_F(LedgerTest, makes_fit_for_a_terminal_what_callers_and_okta_say) {
    ended(Reason::user_unknown, "al\x1b[2Jice\n", "\xff\xfe");
    const auto failure = ledger_.failures().at(0);
    for (const auto& text : {failure.user, failure.detail})
        for (const char c : text)
            EXPECT_TRUE(c >= ' ' && c < '\x7F') << text;
}

}  // namespace
}  // namespace okta_factor::daemon
