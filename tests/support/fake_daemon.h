// SPDX-License-Identifier: MIT
// A daemon that says what a script tells it to, however rude: for tests of the PAM module.
//
// A script is a JSON array of answers. Every login starts at the first; each of StartLogin, Reply
// and Wait takes the next; after the last comes denied-final. An answer is
//   {"messages": [["info", "text"], …], "expects": "reply", "verdict": ""}
// with any of
//   "many": [kind, count, bytes]  so many messages more, before the others
//   "delay_ms": n                 answered later
//   "signals": n                  so many signals that say granted come before the answer
//   "twice": true                 answered twice
//   "early": true                 then grants to the next call, which did not come yet (socket
//   only) "exit_after": true            the daemon dies after it
// or it is one of
//   {"error": "org.example.Name", "text": "…"}
//   {"nothing": true}             never answered
//   {"exit": true}                the daemon dies instead
//   {"disconnect": true}          the connection is closed instead
//   {"raw": "bytes"}              these bytes instead of a D-Bus message
//   {"wrong": "…"}                an answer of wrong type: see fake_daemon_main.cpp
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/child_process.h"
#include "tests/support/program_output.h"

namespace okta_factor::test {

class FakeDaemon {
  public:
    struct Doors {
        std::string socket;  // path; empty: none
        std::string bus;     // address; empty: none
    };

    /// Returns once both doors are open.
    FakeDaemon(const Doors& doors, const nlohmann::json& script, bool log_calls = true);

    /// The next call that it got: {"call": "StartLogin", "login": {…facts}}, {"call": "Reply",
    /// "text": "…"}, {"call": "Wait"}, {"call": "Cancel"}, {"call": "gone"} when a peer of the
    /// socket disconnects. Waits for it.
    [[nodiscard]] nlohmann::json next_call();
    /// Skips to the next call of that name.
    nlohmann::json expect_call(const std::string& name);
    [[nodiscard]] ChildProcess& process() noexcept { return process_; }

  private:
    ProgramOutput output_;
    ChildProcess process_;
};

/// The usual answers, for scripts.
[[nodiscard]] nlohmann::json verdict(const std::string& word, nlohmann::json messages = {});
[[nodiscard]] nlohmann::json prompt(const std::string& text, nlohmann::json messages_before = {});

}  // namespace okta_factor::test
