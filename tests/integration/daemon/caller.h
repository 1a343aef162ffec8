// SPDX-License-Identifier: MIT
// Somebody who speaks D-Bus to the daemon: a well-behaved PAM host, or a rude one.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/bus/handles.h"

namespace okta_factor::integration {

/// What StartLogin, Reply and Wait answer.
struct Step {
    std::string error;  // the error's name; then the rest is empty
    std::string error_text;
    std::string login;   // object path, after StartLogin
    std::string daemon;  // the unique name that answered, on the bus
    std::vector<std::pair<std::string, std::string>> messages;
    std::string expects, verdict;

    /// The text of the last message: a prompt, or why the login ended.
    [[nodiscard]] std::string last_text() const {
        return messages.empty() ? std::string{} : messages.back().second;
    }
};

/// The facts of a login that are strings.
using Facts = std::vector<std::pair<std::string, std::string>>;

class Caller {
  public:
    /// Throws std::system_error where there is no way in.
    static Caller at_socket(const std::string& path);
    static Caller on_bus(const std::string& address);

    /// A call that is on its way.
    class Pending {
      public:
        /// Waits for the answer. Throws std::runtime_error if there is none in 30 s or the
        /// connection ends.
        bus::Message answer();
        Step step();

      private:
        friend class Caller;
        struct State;
        sd_bus* connection_ = nullptr;
        std::shared_ptr<State> state_;
    };

    [[nodiscard]] bus::Message message(const std::string& path, const char* interface,
                                       const char* member) const;
    Pending send(const bus::Message& message);
    /// The answer, an error among them.
    bus::Message call(const bus::Message& message) { return send(message).answer(); }

    Pending begin_login(const Facts& facts);
    Step start_login(const Facts& facts) { return begin_login(facts).step(); }
    Pending begin_reply(const std::string& login, const std::string& text);
    Step reply(const std::string& login, const std::string& text) {
        return begin_reply(login, text).step();
    }
    Pending begin_wait(const std::string& login);
    Step wait(const std::string& login) { return begin_wait(login).step(); }
    /// The error's name, or empty.
    std::string cancel(const std::string& login);
    Step abandon(const std::string& login, const std::string& why);
    std::string reload(std::string* mistakes = nullptr);

    [[nodiscard]] unsigned active_logins();
    [[nodiscard]] bool reachable();
    [[nodiscard]] std::string introspect(const std::string& path);

    /// The daemon's unique name, to speak to it whoever owns the well-known one.
    void speak_to(const std::string& destination) { destination_ = destination; }
    [[nodiscard]] sd_bus* connection() const noexcept { return connection_.get(); }
    /// Ends the connection without a word.
    void vanish() { connection_.reset(); }

  private:
    explicit Caller(bus::Bus connection, std::string destination)
        : connection_(std::move(connection)), destination_(std::move(destination)) {}

    bus::Message property(const char* name, const char* type);

    bus::Bus connection_;
    std::string destination_;  // empty: peer to peer
};

/// The error's name, or empty.
std::string error_of(const bus::Message& answer);

/// Runs `work` in a child process that has become nobody; what it returned, or 128 + the signal
/// that ended it.
int as_nobody(const std::function<int()>& work);

}  // namespace okta_factor::integration
