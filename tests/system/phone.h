// SPDX-License-Identifier: MIT
// What is in people's hands: the phones and mailboxes of the emulated org, through its control
// door.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace okta_factor::system_test {

class Phone {
  public:
    /// control_url: http://ADDRESS:PORT
    explicit Phone(std::string control_url) : control_url_(std::move(control_url)) {}

    /// Answers the newest waiting push; throws std::runtime_error if there is none. With a number
    /// it is what the person taps.
    void approve(const std::string& login, std::optional<int> number = std::nullopt) const;
    void reject(const std::string& login) const;

    /// Whether a push waits, after waiting for one as long as `milliseconds`.
    [[nodiscard]] bool wait_for_push(const std::string& login, int milliseconds = 20000) const;

    /// The code that the person's app shows now; factor_type as Okta spells it.
    [[nodiscard]] std::string code(const std::string& login, const std::string& factor_type) const;

    /// The code in the next text message, call or email to that person, each once; waits for it.
    [[nodiscard]] std::string message(const std::string& login) const;

    struct Push {
        std::string login;
        std::optional<int> number;
    };
    /// Oldest first.
    [[nodiscard]] std::vector<Push> waiting_pushes() const;

    struct Message {
        std::string to, code;
    };
    /// All that were ever sent, oldest first.
    [[nodiscard]] std::vector<Message> messages() const;

    /// Waits until the org has been asked that; false if it is not within 20 s. `path` is a
    /// regular expression that is found in the request's path.
    [[nodiscard]] bool wait_for_request(const std::string& method, const std::string& path) const;

    /// Everything the org was asked so far, oldest first.
    [[nodiscard]] nlohmann::json requests() const;

  private:
    [[nodiscard]] nlohmann::json get(const std::string& path) const;
    void post(const std::string& path, const nlohmann::json& body) const;
    [[nodiscard]] bool comes(const std::string& what, int milliseconds) const;

    std::string control_url_;
};

}  // namespace okta_factor::system_test
