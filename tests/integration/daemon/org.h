// SPDX-License-Identifier: MIT
// The emulated Okta org of a test, and what people hold in their hands: phones, mailboxes, tokens.
#pragma once

#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/program_output.h"

namespace okta_factor::integration {

using nlohmann::json;

/// Somebody of the org. Everybody is somebody else, so that no two tests share a limit or a cache.
struct Person {
    std::string name;   // on Linux
    std::string login;  // NAME@acme.com
    std::string id;
};

struct Push {
    std::string transaction;
    std::string factor_id;
    std::optional<int> number;
};

class Org {
  public:
    /// Starts okta-emulator with its files in `folder`. Throws std::runtime_error if it does not
    /// come up.
    explicit Org(const std::string& folder);

    [[nodiscard]] const std::string& url() const noexcept { return url_; }
    [[nodiscard]] const std::string& ca_file() const noexcept { return ca_file_; }
    static constexpr char api_token[] = "00integration-api-token";

    /// A new person. `factors` as in an org file, with "*" for a phone or address of their own;
    /// `more`: fields of the user, as "status".
    Person add(const std::vector<json>& factors, const json& more = json::object());
    void change(const Person& person, const json& fields);

    /// The newest push that waits for that person. Throws if none comes in 20 s.
    [[nodiscard]] Push wait_for_push(const Person& person) const;
    void approve(const Person& person, std::optional<int> number = std::nullopt) const;
    void reject(const Person& person) const;
    /// What the person's app or token shows now.
    [[nodiscard]] std::string code(const Person& person, const std::string& factor_type,
                                   const std::string& provider = "");
    /// The code in the next message to that person, each once. Throws if none comes in 20 s.
    [[nodiscard]] std::string message(const Person& person);

    /// The next answered request of that kind, each once; `path` is a regular expression found in
    /// it. Throws if none comes in 20 s.
    [[nodiscard]] json wait_for_request(const std::string& method, const std::string& path) const;
    /// The same, or null if there is none within `patience`.
    json look_for_request(const std::string& method, const std::string& path,
                          std::chrono::milliseconds patience) const;
    /// Until such a request has come; latency keeps it from being answered meanwhile.
    void wait_for_arrival(const std::string& method, const std::string& path) const;
    /// What was asked since forget_requests(), the daemon's own probes left out.
    [[nodiscard]] json requests() const;
    void forget_requests() const;

    /// See tests/emulator: {"kind", "method", "path", "count", "value"}.
    void break_down(const json& fault) const;
    void mend() const;
    void set_push(const json& settings) const;
    /// Before what a request asks for is done.
    void set_latency(std::chrono::milliseconds latency) const;
    void set_limits(const json& limits) const;

    /// Every code that was handed out, and whatever else must be in no log.
    [[nodiscard]] std::set<std::string> secrets() const;
    void keep_secret(const std::string& text);

  private:
    [[nodiscard]] json get(const std::string& path) const;
    void post(const std::string& path, const json& body) const;
    void remove(const std::string& path) const;
    [[nodiscard]] json wait(const std::string& what) const;
    [[nodiscard]] json look(const std::string& what, std::chrono::milliseconds patience) const;

    test::ProgramOutput output_;
    test::ChildProcess process_;
    std::string url_, control_url_, ca_file_;
    int people_ = 0;
    mutable std::mutex mutex_;  // logins of a crowd run in threads
    std::set<std::string> secrets_{api_token};
};

}  // namespace okta_factor::integration
