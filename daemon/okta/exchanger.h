// SPDX-License-Identifier: MIT
// Sends calls to Okta: with credentials, in their turn, repeated where that is safe. What every
// answer tells beside its body (quota, clock, presence) is kept here.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "daemon/http/transport.h"
#include "daemon/loop/executor.h"
#include "daemon/okta/authorizer.h"
#include "daemon/okta/bucket.h"
#include "daemon/okta/rate_limit.h"
#include "daemon/okta/reachability.h"
#include "daemon/okta/request_gate.h"
#include "daemon/okta/requests.h"

namespace okta_factor::okta {

class Exchanger {
  public:
    /// `timeout` is how long one call waits for Okta, repeating included; as long again it may have
    /// waited for its turn, and for what proves who we are. All references outlive this.
    Exchanger(loop::Executor& executor, http::Transport& transport, Authorizer& authorizer,
              const Requests& requests, std::chrono::milliseconds timeout, std::size_t at_once);
    Exchanger(const Exchanger&) = delete;
    Exchanger& operator=(const Exchanger&) = delete;
    ~Exchanger() = default;

    using Objection = std::function<std::optional<Failure>()>;
    /// An error only where nothing was sent, as while the org's limit is known to be spent.
    /// `objection` is asked when it would be the call's turn: in a rush much has changed since it
    /// joined the queue.
    loop::Task<Answer<http::Response>> exchange(Call call, Objection objection = {});

    /// Asks whether Okta is there, ahead of all others.
    loop::Task<void> probe();
    /// The same, and what it saw, which may be no more than that somebody is there.
    loop::Task<std::optional<Failure>> look();

    [[nodiscard]] Reachability& reachability() noexcept { return reachability_; }
    [[nodiscard]] const Reachability& reachability() const noexcept { return reachability_; }
    /// What was wrong when Okta was last missed.
    [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }
    /// The org's limit as last seen, while it still holds.
    [[nodiscard]] std::optional<Quota> quota() const {
        return factors_bucket_.quota(executor_.now());
    }
    /// That of reading users, which is another.
    [[nodiscard]] std::optional<Quota> users_quota() const {
        return users_bucket_.quota(executor_.now());
    }
    /// Calls that wait for their turn.
    [[nodiscard]] std::size_t queued(Turn turn) const noexcept { return gate_.queued(turn); }
    /// Until when a 429 told us to wait; the past where none did.
    [[nodiscard]] loop::TimePoint slow_until() const noexcept {
        return factors_bucket_.slow_until();
    }
    /// Okta's clock minus ours, as the last answer's Date header tells (whole seconds).
    [[nodiscard]] std::optional<std::chrono::seconds> clock_skew() const { return clock_skew_; }

  private:
    void note_presence(const http::Response& response);
    void missed(const Failure& failure);
    void note_limits(const Call& call, const http::Response& response);
    [[nodiscard]] bool may_repeat(const Call& call, const http::Response& response,
                                  loop::TimePoint deadline) const;
    /// Why Okta would refuse it, where that is known: then nothing is sent.
    [[nodiscard]] std::optional<Failure> in_vain(const Call& call) const;

    loop::Executor& executor_;
    http::Transport& transport_;
    Authorizer& authorizer_;
    const Requests& requests_;
    std::chrono::milliseconds timeout_;
    RequestGate gate_;
    Bucket factors_bucket_, users_bucket_;
    std::optional<std::chrono::seconds> clock_skew_;
    std::string trouble_;
    Reachability reachability_;
};

}  // namespace okta_factor::okta
