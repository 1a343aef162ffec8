// SPDX-License-Identifier: MIT
#include "daemon/login/outcome.h"

#include <gtest/gtest.h>

#include <set>

#include "daemon/login/terminal_text.h"

namespace okta_factor::login {
namespace {

using okta::Meaning;
using protocol::Verdict;
using std::chrono::seconds;

constexpr int last_reason = static_cast<int>(Reason::caller_gone);

TEST(ReasonTable, has_every_reason_once_with_a_word_of_its_own) {
    std::set<Reason> seen;
    std::set<std::string_view> words;
    for (const auto& row : reasons()) {
        EXPECT_TRUE(seen.insert(row.reason).second) << row.word;
        EXPECT_TRUE(words.insert(row.word).second) << row.word;
    }
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(last_reason + 1));
}

TEST(ReasonTable, has_a_refusal_for_what_is_no_reason) {
    const auto& none = row(static_cast<Reason>(9999));
    EXPECT_EQ(none.verdict, Verdict::unavailable);
    EXPECT_EQ(none.sentence, row(Reason::internal_error).sentence);
    EXPECT_EQ(none.word, row(Reason::internal_error).word);
}

TEST(ReasonTable, tells_the_person_something_wherever_they_do_not_get_in) {
    for (const auto& row : reasons()) {
        const bool silent = row.verdict == Verdict::granted || row.verdict == Verdict::skipped ||
                            row.verdict == Verdict::cancelled;
        EXPECT_TRUE(silent || !row.sentence.empty()) << row.word;
        EXPECT_TRUE(is_printable_ascii(row.sentence)) << row.word;
    }
}

TEST(ReasonTable, has_a_reason_that_lets_nobody_in_for_whatever_the_module_saw) {
    std::set<Reason> seen;
    for (const auto& [why, word] : protocol::abandonment_words) {
        const auto& reason = row(reason_of(why));
        EXPECT_TRUE(reason.verdict == Verdict::denied_final || reason.verdict == Verdict::cancelled)
            << word;
        EXPECT_TRUE(seen.insert(reason.reason).second) << word;
        EXPECT_EQ(protocol::abandonment_from(word), why);
    }
}

TEST(ReasonTable, grants_for_these_reasons_alone) {
    std::set<Reason> granting;
    for (const auto& row : reasons())
        if (row.verdict == Verdict::granted) granting.insert(row.reason);
    EXPECT_EQ(granting, (std::set{Reason::push_approved, Reason::code_accepted,
                                  Reason::answer_accepted, Reason::remembered,
                                  Reason::unreachable_allowed, Reason::recovery_code_accepted}));
}

TEST(ReasonTable, skips_for_the_policy_alone) {
    for (const auto& row : reasons())
        EXPECT_EQ(row.verdict == Verdict::skipped, row.reason == Reason::policy_skip) << row.word;
}

TEST(OutcomeOfFailure, never_grants_and_never_skips) {
    for (int meaning = 0; meaning <= static_cast<int>(Meaning::unreachable); ++meaning) {
        okta::Failure failure;
        failure.meaning = static_cast<Meaning>(meaning);
        const auto verdict = row(outcome_of(failure).reason).verdict;
        EXPECT_NE(verdict, Verdict::granted) << meaning;
        EXPECT_NE(verdict, Verdict::skipped) << meaning;
        const bool unreachable = outcome_of(failure).reason == Reason::unreachable ||
                                 outcome_of(failure).reason == Reason::unwell;
        EXPECT_TRUE(!unreachable || counts_as_unreachable(failure.meaning) ||
                    failure.meaning == Meaning::keep_polling);
    }
}

TEST(Sentence, says_how_long_to_wait) {
    Outcome outcome;
    outcome.reason = Reason::pushes_paused;
    outcome.wait = seconds{30};
    EXPECT_NE(sentence(outcome).find("in 30 seconds."), std::string::npos);
    outcome.wait.reset();
    EXPECT_NE(sentence(outcome).find("in a minute."), std::string::npos);
}

TEST(Spoken, rounds_up_and_is_never_zero) {
    EXPECT_EQ(spoken(seconds{0}), "1 second");
    EXPECT_EQ(spoken(seconds{-5}), "1 second");
    EXPECT_EQ(spoken(seconds{1}), "1 second");
    EXPECT_EQ(spoken(seconds{90}), "90 seconds");
    EXPECT_EQ(spoken(seconds{91}), "2 minutes");
    EXPECT_EQ(spoken(seconds{900}), "15 minutes");
    EXPECT_EQ(spoken(seconds{7200}), "2 hours");
}

}  // namespace
}  // namespace okta_factor::login
