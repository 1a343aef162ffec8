// SPDX-License-Identifier: MIT
// A login's dialogue in the terminal: what the PAM module does between host and daemon, without
// either.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/protocol.h"
#include "common/secret.h"

namespace okta_factor::ctl {

struct Said {
    protocol::MessageKind kind{};
    std::string text;
};

/// One answer of the daemon; a prompt or secret is last, and there exactly if a reply is expected.
struct Step {
    std::vector<Said> messages;
    protocol::Expects expects{};
    protocol::Verdict verdict{};  // meaningful if `expects` is done
};

/// Ctrl-C.
struct Interrupted {};

/// The daemon's end. Every call may throw Interrupted, or std::runtime_error in words for the
/// administrator.
class LoginAttempt {
  public:
    LoginAttempt() = default;
    LoginAttempt(const LoginAttempt&) = delete;
    LoginAttempt& operator=(const LoginAttempt&) = delete;
    virtual ~LoginAttempt() = default;

    virtual Step start() = 0;
    virtual Step reply(const Secret& text) = 0;
    virtual Step wait() = 0;
    virtual void cancel() noexcept = 0;  // best effort
};

/// The end with eyes and hands.
class Talker {
  public:
    Talker() = default;
    Talker(const Talker&) = delete;
    Talker& operator=(const Talker&) = delete;
    virtual ~Talker() = default;

    virtual void tell(const Said& said) = 0;
    /// Throws Interrupted; nothing at the end of the input.
    virtual std::optional<Secret> ask(const Said& said) = 0;
};

/// Carries the dialogue to its end. Ctrl-C and the end of the input cancel it, and so does an
/// error, which goes on to the caller.
protocol::Verdict hold_dialogue(LoginAttempt& attempt, Talker& talker);

}  // namespace okta_factor::ctl
