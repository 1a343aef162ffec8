// SPDX-License-Identifier: MIT
// Where the dialogue and the caller meet. The dialogue says things and asks; the caller's method
// calls wait here until there is a step to answer with. Knows nothing of D-Bus.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/protocol.h"
#include "common/secret.h"
#include "daemon/loop/awaitables.h"

namespace okta_factor::login {

struct Message {
    protocol::MessageKind kind;
    std::string text;
};

/// The answer to StartLogin, Reply and Wait.
struct Step {
    std::vector<Message> messages;
    protocol::Expects expects = protocol::Expects::done;
    std::optional<protocol::Verdict> verdict;  // when expects is done
};

class Conversation {
  public:
    using Answer = std::function<void(Step)>;

    explicit Conversation(loop::Executor& executor) : news_(executor) {}

    // The dialogue's side.
    void info(std::string text);
    void error(std::string text);
    /// Opens a prompt, with all that was said before it. `kind` is prompt or secret.
    void ask(protocol::MessageKind kind, std::string text);
    /// Shows what was said so far; the caller comes back with Wait.
    void let_wait();
    /// Ends the dialogue. What the caller asks from now on is answered with this step.
    void finish(protocol::Verdict verdict);
    [[nodiscard]] bool prompt_open() const { return prompt_open_; }
    /// What was typed at the open prompt, once it is there.
    std::optional<Secret> take_reply();
    /// Opens a prompt and waits for what is typed.
    loop::Task<Secret> reply_to(protocol::MessageKind kind, std::string text);
    /// Notified when a reply came; the dialogue may notify it for reasons of its own.
    loop::Notification& news() { return news_; }

    // The caller's side. Each returns false, and does not take the call, where it is not the
    // caller's turn.
    bool start(Answer answer);
    bool wait(Answer answer);
    bool reply(Secret text, Answer answer);
    /// The caller has ended the login: the last step, whatever other call is waiting. Never a
    /// grant: one that nobody fetched before is not given to somebody who gives up. Only after
    /// finish().
    void leave(const Answer& answer);
    /// The last step was handed over: nothing more will come.
    [[nodiscard]] bool over() const { return over_; }

  private:
    void deliver(Step step);
    bool accept(Answer answer);

    std::vector<Message> said_;
    std::optional<Step> ready_;  // made while no call was waiting
    Answer pending_;
    std::optional<Secret> reply_;
    bool prompt_open_ = false;
    bool finished_ = false;
    bool over_ = false;
    loop::Notification news_;
};

}  // namespace okta_factor::login
