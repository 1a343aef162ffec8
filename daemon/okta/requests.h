// SPDX-License-Identifier: MIT
// The calls of the Factors API as requests, without credentials. Pure: what goes over the wire is
// decided here and nowhere else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/secret.h"
#include "daemon/http/transport.h"
#include "daemon/okta/api.h"
#include "daemon/okta/errors.h"
#include "daemon/okta/request_gate.h"
#include "daemon/okta/types.h"

namespace okta_factor::okta {

/// A browser's shape: otherwise the phone shows a push as coming from "Unknown".
std::string user_agent(std::string_view version);

/// A request before it is sent: it may have to be built more than once.
struct Call {
    http::Method method = http::Method::get;
    std::string url;
    std::optional<Secret> body;
    std::string client_address;  // numeric, or empty
    Subject subject = Subject::user;
    Turn turn = Turn::goes_on;

    /// Factors, transactions and groups share one rate limit of the org, users have another.
    [[nodiscard]] bool shares_bucket() const {
        return url.find("/factors") != std::string::npos ||
               url.find("/groups") != std::string::npos;
    }
    /// Reading may be repeated when the connection broke; what acts may not.
    [[nodiscard]] bool is_repeatable() const { return method == http::Method::get; }
};

class Requests {
  public:
    /// org_url: https://host[:port], no trailing slash.
    Requests(std::string org_url, std::string_view version);

    [[nodiscard]] const std::string& org_url() const noexcept { return org_url_; }

    [[nodiscard]] Call find_user(std::string_view login) const;  // one that is not refused
    [[nodiscard]] Call read_user(std::string_view id) const;
    [[nodiscard]] Call factors(std::string_view user_id) const;
    [[nodiscard]] Call groups(std::string_view user_id) const;
    [[nodiscard]] Call next_groups(std::string_view link) const;
    [[nodiscard]] Call challenge(std::string_view user_id, const Factor& factor,
                                 const ChallengeOptions& options) const;
    /// Nothing where the passcode is not UTF-8.
    [[nodiscard]] std::optional<Call> verify(std::string_view user_id, const Factor& factor,
                                             const Secret& passcode) const;
    [[nodiscard]] Call poll(const Transaction& transaction) const;
    [[nodiscard]] Call cancel(const Transaction& transaction) const;
    /// Answered without credentials: is Okta there?
    [[nodiscard]] Call probe() const;

    [[nodiscard]] http::Request build(const Call& call, std::chrono::milliseconds timeout) const;

  private:
    [[nodiscard]] std::string user_url(std::string_view id) const;

    std::string org_url_;
    std::string user_agent_;
};

}  // namespace okta_factor::okta
