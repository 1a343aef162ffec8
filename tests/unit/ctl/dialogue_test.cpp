// SPDX-License-Identifier: MIT
#include "ctl/dialogue.h"

#include <gmock/gmock.h>

#include <deque>
#include <functional>
#include <stdexcept>

namespace okta_factor::ctl {
namespace {

using protocol::Expects;
using protocol::MessageKind;
using protocol::Verdict;
using testing::ElementsAre;

/// Answers by script; what was asked of it is kept.
class ScriptedAttempt final : public LoginAttempt {
  public:
    std::deque<std::function<Step()>> script;
    std::vector<std::string> calls;

    Step start() override { return next("start"); }
    Step reply(const Secret& text) override { return next("reply " + text.reveal()); }
    Step wait() override { return next("wait"); }
    void cancel() noexcept override { calls.emplace_back("cancel"); }

  private:
    Step next(std::string call) {
        calls.push_back(std::move(call));
        const auto answer = script.front();
        script.pop_front();
        return answer();
    }
};

class ScriptedTalker final : public Talker {
  public:
    std::deque<std::optional<std::string>> replies;
    std::vector<std::string> heard;
    bool interrupts = false;

    void tell(const Said& said) override { heard.push_back(said.text); }
    std::optional<Secret> ask(const Said& said) override {
        heard.push_back("? " + said.text);
        if (interrupts) throw Interrupted{};
        auto reply = replies.front();
        replies.pop_front();
        if (!reply) return std::nullopt;
        return Secret{*reply};
    }
};

class Dialogue : public testing::Test {
  protected:
    void answers(Step step) {
        attempt.script.emplace_back([step] { return step; });
    }
    void asks(const std::string& prompt) {
        answers(
            {{{MessageKind::info, "hello"}, {MessageKind::prompt, prompt}}, Expects::reply, {}});
    }
    void ends(Verdict verdict) { answers({{{MessageKind::info, "bye"}}, Expects::done, verdict}); }

    ScriptedAttempt attempt;
    ScriptedTalker talker;
};

TEST_F(Dialogue, RelaysPromptsRepliesAndWaitsToTheVerdict) {
    asks("Choose: ");
    answers({{{MessageKind::info, "Sent."}}, Expects::wait, {}});
    ends(Verdict::granted);
    talker.replies = {"1"};
    EXPECT_EQ(hold_dialogue(attempt, talker), Verdict::granted);
    EXPECT_THAT(attempt.calls, ElementsAre("start", "reply 1", "wait"));
    EXPECT_THAT(talker.heard, ElementsAre("hello", "? Choose: ", "Sent.", "bye"));
}

TEST_F(Dialogue, CtrlCAtAPromptCancels) {
    asks("Choose: ");
    talker.interrupts = true;
    EXPECT_EQ(hold_dialogue(attempt, talker), Verdict::cancelled);
    EXPECT_THAT(attempt.calls, ElementsAre("start", "cancel"));
}

TEST_F(Dialogue, CtrlCInAWaitCancels) {
    answers({{}, Expects::wait, {}});
    attempt.script.emplace_back([]() -> Step { throw Interrupted{}; });
    EXPECT_EQ(hold_dialogue(attempt, talker), Verdict::cancelled);
    EXPECT_THAT(attempt.calls, ElementsAre("start", "wait", "cancel"));
}

TEST_F(Dialogue, TheEndOfTheInputCancels) {
    asks("Choose: ");
    talker.replies = {std::nullopt};
    EXPECT_EQ(hold_dialogue(attempt, talker), Verdict::cancelled);
    EXPECT_THAT(attempt.calls, ElementsAre("start", "cancel"));
}

TEST_F(Dialogue, AnErrorCancelsAndGoesOn) {
    asks("Choose: ");
    talker.replies = {"1"};
    attempt.script.emplace_back([]() -> Step { throw std::runtime_error("gone"); });
    EXPECT_THROW(hold_dialogue(attempt, talker), std::runtime_error);
    EXPECT_THAT(attempt.calls, ElementsAre("start", "reply 1", "cancel"));
}

}  // namespace
}  // namespace okta_factor::ctl
