// SPDX-License-Identifier: MIT
// The Okta client: the Api of a login over a Transport, with credentials, limits and caches.
#pragma once

#include <cstddef>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "daemon/http/transport.h"
#include "daemon/loop/executor.h"
#include "daemon/okta/active_pushes.h"
#include "daemon/okta/api.h"
#include "daemon/okta/authorizer.h"
#include "daemon/okta/background.h"
#include "daemon/okta/rate_limit.h"
#include "daemon/okta/reachability.h"
#include "daemon/okta/reading.h"
#include "daemon/okta/request_gate.h"
#include "daemon/okta/requests.h"
#include "daemon/okta/timed_cache.h"

namespace okta_factor::okta {

struct ClientOptions {
    std::string org_url;                              // https://host[:port], no trailing slash
    std::string version;                              // of this product, for the User-Agent
    std::chrono::milliseconds request_timeout{8000};  // of one call, waiting and repeating included
    std::size_t requests_at_once = 35;                // what the smallest plan of Okta allows
    bool cache_factors = true;
};

class Client final : public Api {
  public:
    /// Executor, transport and authorizer must outlive the client.
    Client(loop::Executor& executor, http::Transport& transport, Authorizer& authorizer,
           ClientOptions options);

    loop::Task<Answer<User>> find_user(std::string login) override;
    loop::Task<Answer<User>> read_user(std::string id, std::string login) override;
    loop::Task<Answer<FactorList>> factors(std::string user_id) override;
    loop::Task<Answer<Verification>> challenge(std::string user_id, Factor factor,
                                               ChallengeOptions options) override;
    loop::Task<Answer<Verification>> verify(std::string user_id, Factor factor,
                                            Secret passcode) override;
    loop::Task<Answer<Verification>> poll(Transaction transaction) override;
    void cancel(Transaction transaction) override;
    loop::Task<Answer<std::vector<std::string>>> groups(std::string user_id) override;
    std::chrono::milliseconds next_poll_delay(std::chrono::milliseconds age) override;
    [[nodiscard]] bool reachable() const override { return reachability_.reachable(); }
    loop::Task<bool> reachable_within(std::chrono::milliseconds patience) override {
        return reachability_.reachable_within(patience);
    }

    /// Opens a connection, so that the first login finds it warm. Nobody waits for it.
    void warm_up();

    /// The org's limit as last seen, while it still holds.
    [[nodiscard]] std::optional<Quota> quota() const;
    /// Okta's clock minus ours, as the last answer's Date header tells (whole seconds).
    [[nodiscard]] std::optional<std::chrono::seconds> clock_skew() const { return clock_skew_; }
    /// Cancellations and refreshes still under way: what a shutdown may want to wait for.
    [[nodiscard]] std::size_t background_calls() const noexcept { return background_.running(); }

  private:
    /// Sends a call, with credentials, in its turn; repeats it where that is safe. An error only
    /// where nothing was sent.
    loop::Task<Answer<http::Response>> exchange(Call call);
    loop::Task<Answer<Verification>> verification(Call call, std::optional<Transaction> known);
    loop::Task<Answer<FactorList>> fetch_factors(std::string user_id);
    loop::Task<Answer<User>> fetch_user(Call call, std::string login);
    loop::Task<void> refresh_factors(std::string user_id);
    loop::Task<void> send_cancel(Call call);
    loop::Task<void> probe();

    void note_presence(const http::Response& response);
    void note_limits(const Call& call, const http::Response& response);
    [[nodiscard]] bool may_repeat(const Call& call, const http::Response& response,
                                  loop::TimePoint deadline) const;
    [[nodiscard]] Answer<Verification> read(const http::Response& response, Subject subject,
                                            const std::optional<Transaction>& known) const;
    [[nodiscard]] Answer<Transaction> read_transaction(
        const VerificationBody& body, const http::Response& response,
        const std::optional<Transaction>& known) const;

    loop::Executor& executor_;
    http::Transport& transport_;
    Authorizer& authorizer_;
    ClientOptions options_;
    Requests requests_;
    RequestGate gate_;
    TimedCache<User> users_;
    TimedCache<FactorList> factors_;
    std::set<std::string> refreshing_;  // user ids
    ActivePushes pushes_;
    std::optional<Quota> quota_;
    std::optional<std::chrono::seconds> clock_skew_;
    loop::TimePoint slow_until_;  // as a 429 said
    std::minstd_rand random_;
    Reachability reachability_;
    Background background_;  // last: its tasks use everything above
};

}  // namespace okta_factor::okta
