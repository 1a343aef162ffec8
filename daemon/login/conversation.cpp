// SPDX-License-Identifier: MIT
#include "daemon/login/conversation.h"

#include <utility>

namespace okta_factor::login {

using protocol::Expects;
using protocol::MessageKind;
using protocol::Verdict;

void Conversation::info(std::string text) {
    said_.push_back({MessageKind::info, std::move(text)});
}

void Conversation::error(std::string text) {
    said_.push_back({MessageKind::error, std::move(text)});
}

void Conversation::ask(MessageKind kind, std::string text) {
    said_.push_back({kind, std::move(text)});
    prompt_open_ = true;
    reply_.reset();
    deliver({std::exchange(said_, {}), Expects::reply, {}});
}

void Conversation::let_wait() {
    deliver({std::exchange(said_, {}), Expects::wait, {}});
}

void Conversation::finish(protocol::Verdict verdict) {
    if (finished_) return;
    finished_ = true;
    // What was said to the person but not yet handed over still reaches them.
    if (ready_) {
        auto& earlier = ready_->messages;
        if (prompt_open_ && !earlier.empty()) earlier.pop_back();
        said_.insert(said_.begin(), std::make_move_iterator(earlier.begin()),
                     std::make_move_iterator(earlier.end()));
        ready_.reset();
    }
    prompt_open_ = false;
    deliver({std::exchange(said_, {}), Expects::done, verdict});
}

std::optional<Secret> Conversation::take_reply() {
    return std::exchange(reply_, std::nullopt);
}

loop::Task<Secret> Conversation::reply_to(MessageKind kind, std::string text) {
    ask(kind, std::move(text));
    while (!reply_)
        co_await news_;
    co_return std::move(*take_reply());
}

bool Conversation::start(Answer answer) {
    return accept(std::move(answer));
}

bool Conversation::wait(Answer answer) {
    if (prompt_open_ && !ready_) return false;  // one that nobody has read yet is news
    return accept(std::move(answer));
}

bool Conversation::reply(Secret text, Answer answer) {
    if (pending_ || over_ || (!prompt_open_ && !finished_)) return false;
    prompt_open_ = false;
    if (!finished_) {
        reply_ = std::move(text);
        news_.notify();
    }
    return accept(std::move(answer));
}

void Conversation::leave(const Answer& answer) {
    Step last{{}, Expects::done, Verdict::cancelled};
    if (ready_) last = std::move(*ready_);
    ready_.reset();
    if (last.verdict == Verdict::granted || last.verdict == Verdict::skipped)
        last.verdict = Verdict::cancelled;
    over_ = true;
    answer(std::move(last));
}

bool Conversation::accept(Answer answer) {
    if (pending_ || over_) return false;
    pending_ = std::move(answer);
    if (auto step = std::exchange(ready_, std::nullopt)) deliver(std::move(*step));
    return true;
}

void Conversation::deliver(Step step) {
    if (!pending_) {
        ready_ = std::move(step);
        return;
    }
    over_ = step.expects == Expects::done;
    std::exchange(pending_, nullptr)(std::move(step));
}

}  // namespace okta_factor::login
