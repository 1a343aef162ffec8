// SPDX-License-Identifier: MIT
// A daemon that says what a script tells it to, however rude: for tests of the PAM module.
//
// A script is a JSON array of answers. Every login starts at the first; each of StartLogin, Reply,
// Abandon and Wait takes the next; after the last comes denied-final. An answer is
//   {"messages": [["info", "text"], …], "expects": "reply", "verdict": ""}
// with any of
//   "many": [kind, count, bytes]  so many messages more, before the others
//   "delay_ms": n                 answered later
//   "signals": n                  so many signals that say granted come before the answer
//   "twice": true                 answered twice
//   "early": true                 then grants to the next call, which did not come yet (socket
//                                 only)
//   "exit_after": true            the daemon dies after it
// or it is one of
//   {"error": "org.example.Name", "text": "…"}, with "exit_after" or not
//   {"nothing": true}             never answered
//   {"flood": true}               20,000 signals that say granted instead
//   {"exit": true}                the daemon dies instead
//   {"disconnect": true}          the connection is closed instead
//   {"raw": "bytes"}              these bytes instead of a D-Bus message
//   {"wrong": "…"}                an answer of wrong type: see fake_daemon_main.cpp
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/program_output.h"

namespace okta_factor::test {

using Script = std::vector<nlohmann::json>;
using Messages = std::vector<std::pair<std::string, std::string>>;  // kind and text

class FakeDaemon {
  public:
    struct Doors {
        std::string socket;  // path; empty: none
        std::string bus;     // address; empty: none
        int listener = -1;   // a listening socket instead of a path, as systemd passes it
    };

    /// Returns once both doors are open.
    FakeDaemon(const Doors& doors, const Script& script, bool log_calls = true);

    /// The next call that it got (or "granted early"): {"call": "StartLogin", "login": {…facts}},
    /// {"call": "Reply", "text": "…"}, {"call": "Wait"}, {"call": "Cancel"}, {"call": "gone"} when
    /// a peer of the socket disconnects. Waits for it.
    [[nodiscard]] nlohmann::json next_call();
    /// Skips to the next call of that name.
    nlohmann::json expect_call(const std::string& name);
    [[nodiscard]] ChildProcess& process() noexcept { return process_; }

  private:
    ProgramOutput output_;
    ChildProcess process_;
};

/// The usual answers, for scripts.
[[nodiscard]] nlohmann::json step(const Messages& messages, const std::string& expects,
                                  const std::string& verdict);
[[nodiscard]] nlohmann::json verdict(const std::string& word, const Messages& messages = {});
[[nodiscard]] nlohmann::json prompt(const std::string& text, Messages messages_before = {});
/// One of those without a value: "nothing", "exit", "disconnect", "flood".
[[nodiscard]] nlohmann::json just(const std::string& what);

}  // namespace okta_factor::test
