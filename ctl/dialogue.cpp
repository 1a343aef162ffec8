// SPDX-License-Identifier: MIT
#include "ctl/dialogue.h"

namespace okta_factor::ctl {
namespace {

using protocol::Expects;
using protocol::Verdict;

Verdict to_the_end(LoginAttempt& attempt, Talker& talker) {
    auto step = attempt.start();
    for (;;) {
        const auto prompts = step.expects == Expects::reply ? std::size_t{1} : std::size_t{0};
        for (std::size_t i = 0; i + prompts < step.messages.size(); ++i)
            talker.tell(step.messages[i]);
        if (step.expects == Expects::done) return step.verdict;
        if (step.expects == Expects::wait) {
            step = attempt.wait();
            continue;
        }
        const auto reply = talker.ask(step.messages.back());
        if (!reply) throw Interrupted{};
        step = attempt.reply(*reply);
    }
}

}  // namespace

Verdict hold_dialogue(LoginAttempt& attempt, Talker& talker) {
    try {
        return to_the_end(attempt, talker);
    } catch (const Interrupted&) {
        attempt.cancel();
        return Verdict::cancelled;
    } catch (...) {
        attempt.cancel();
        throw;
    }
}

}  // namespace okta_factor::ctl
