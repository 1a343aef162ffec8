// SPDX-License-Identifier: MIT
// Whose turn it is, and what of the dialogue reaches a caller who comes late.
#include "daemon/login/conversation.h"

#include <gtest/gtest.h>

#include "tests/support/manual_executor.h"

namespace okta_factor::login {
namespace {

using protocol::Expects;
using protocol::MessageKind;
using protocol::Verdict;

class ConversationTest : public testing::Test {
  protected:
    Conversation::Answer keep() {
        return [this](Step step) { steps.push_back(std::move(step)); };
    }
    test::ManualExecutor executor;
    Conversation conversation{executor};
    std::vector<Step> steps;
};

TEST_F(ConversationTest, a_prompt_that_opened_before_the_caller_waits_is_what_they_wait_for) {
    ASSERT_TRUE(conversation.start(keep()));
    conversation.info("Approve it on Gibson.");
    conversation.let_wait();
    conversation.ask(MessageKind::prompt, "Enter a recovery code: ");
    ASSERT_TRUE(conversation.wait(keep()));
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[1].expects, Expects::reply);
    EXPECT_EQ(steps[1].messages.back().text, "Enter a recovery code: ");
    EXPECT_FALSE(conversation.wait(keep())) << "now it is to be answered";
    EXPECT_TRUE(conversation.reply(Secret{std::string_view{"code"}}, keep()));
    EXPECT_EQ(conversation.take_reply()->reveal(), "code");
}

TEST_F(ConversationTest, each_call_waits_for_its_step_and_no_second_one_beside_it) {
    ASSERT_TRUE(conversation.start(keep()));
    EXPECT_FALSE(conversation.wait(keep()));
    EXPECT_FALSE(conversation.reply(Secret{}, keep()));
    conversation.ask(MessageKind::secret, "Answer: ");
    EXPECT_EQ(steps.size(), 1U);
    ASSERT_TRUE(conversation.reply(Secret{}, keep()));
    EXPECT_FALSE(conversation.reply(Secret{}, keep()));
}

TEST_F(ConversationTest, what_was_said_and_not_handed_over_comes_with_the_verdict) {
    ASSERT_TRUE(conversation.start(keep()));
    conversation.let_wait();
    conversation.info("You have 2 recovery codes left.");
    conversation.ask(MessageKind::prompt, "Code: ");
    conversation.error("Okta took too long.");
    conversation.finish(Verdict::unavailable);
    ASSERT_TRUE(conversation.wait(keep()));
    const auto& last = steps.back();
    EXPECT_EQ(last.expects, Expects::done);
    EXPECT_EQ(last.verdict, Verdict::unavailable);
    ASSERT_EQ(last.messages.size(), 2U) << "the prompt is no more";
    EXPECT_EQ(last.messages[0].text, "You have 2 recovery codes left.");
    EXPECT_EQ(last.messages[1].text, "Okta took too long.");
    EXPECT_TRUE(conversation.over());
    EXPECT_FALSE(conversation.wait(keep()));
    EXPECT_FALSE(conversation.reply(Secret{}, keep()));
}

TEST_F(ConversationTest, whoever_leaves_is_told_the_last_words) {
    ASSERT_TRUE(conversation.start(keep()));
    conversation.ask(MessageKind::prompt, "Code: ");
    conversation.error("That was your login password.");
    conversation.finish(Verdict::denied_final);
    conversation.leave(keep());
    EXPECT_EQ(steps.back().expects, Expects::done);
    EXPECT_EQ(steps.back().verdict, Verdict::denied_final);
    ASSERT_EQ(steps.back().messages.size(), 1U);
    EXPECT_EQ(steps.back().messages[0].text, "That was your login password.");
    EXPECT_TRUE(conversation.over());
    EXPECT_FALSE(conversation.wait(keep()));
}

TEST_F(ConversationTest, whoever_leaves_gets_no_grant_that_nobody_fetched) {
    for (const auto unfetched : {Verdict::granted, Verdict::skipped}) {
        Conversation left{executor};
        ASSERT_TRUE(left.start(keep()));
        left.let_wait();
        left.finish(unfetched);
        left.leave(keep());
        EXPECT_EQ(steps.back().expects, Expects::done);
        EXPECT_EQ(steps.back().verdict, Verdict::cancelled);
    }
}

TEST_F(ConversationTest, whoever_leaves_is_answered_though_another_call_got_the_verdict) {
    ASSERT_TRUE(conversation.start(keep()));
    conversation.let_wait();
    ASSERT_TRUE(conversation.wait(keep()));
    conversation.finish(Verdict::cancelled);
    conversation.leave(keep());
    ASSERT_EQ(steps.size(), 3U);
    EXPECT_EQ(steps.back().expects, Expects::done);
    EXPECT_EQ(steps.back().verdict, Verdict::cancelled);
}

}  // namespace
}  // namespace okta_factor::login
