// SPDX-License-Identifier: MIT
// The Okta client: the Api of a login over a Transport, with caches and what goes on behind a
// login's back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
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
#include "daemon/okta/exchanger.h"
#include "daemon/okta/rate_limit.h"
#include "daemon/okta/request_gate.h"
#include "daemon/okta/requests.h"
#include "daemon/okta/sent_push.h"
#include "daemon/okta/timed_cache.h"

namespace okta_factor::okta {

struct ClientOptions {
    std::string org_url;                              // https://host[:port], no trailing slash
    std::string version;                              // of this product, for the User-Agent
    std::chrono::milliseconds request_timeout{8000};  // of one call, from its turn on
    std::size_t requests_at_once = 35;                // what the smallest plan of Okta allows
    bool cache_factors = true;
};

/// Who is told what is wrong before anybody logs in.
struct Complaints {
    std::function<void(const Failure&)> unreachable{};  // or not to be trusted
    std::function<void(const Failure&)> proof_refused{};
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
    [[nodiscard]] bool reachable() const override { return exchanger_.reachability().reachable(); }
    loop::Task<bool> reachable_within(std::chrono::milliseconds patience) override {
        return exchanger_.reachability().reachable_within(patience);
    }

    /// Opens a connection and fetches what proves who we are, so that the first login finds both
    /// warm. Nobody waits for it; complaints come where Okta is not there or does not take our
    /// proof, for nobody should have to log in to find that out.
    void warm_up(Complaints complaints = {});

    [[nodiscard]] std::string trouble() const override {
        return reachable() ? std::string{} : exchanger_.trouble();
    }

    /// The org's limit as last seen, while it still holds.
    [[nodiscard]] std::optional<Quota> quota() const { return exchanger_.quota(); }
    /// Okta's clock minus ours, as the last answer's Date header tells (whole seconds).
    [[nodiscard]] std::optional<std::chrono::seconds> clock_skew() const {
        return exchanger_.clock_skew();
    }
    /// Calls that nobody waits for, those of taking_back() included.
    [[nodiscard]] std::size_t background_calls() const noexcept {
        return background_.running() + taking_back() + taking_back_later();
    }
    /// Pushes of logins that are over, being taken back: what a shutdown waits for.
    [[nodiscard]] std::size_t taking_back() const noexcept { return taking_back_.running(); }
    /// Those that the org's limit makes wait until it resets.
    [[nodiscard]] std::size_t taking_back_later() const noexcept {
        return taking_back_later_.running();
    }
    /// `call` is called from the loop each time the last of them is done. The client may go in it.
    void when_taken_back(std::function<void()> call) { taking_back_.when_idle(std::move(call)); }

  private:
    loop::Task<void> greet(std::function<void(const Failure&)> unreachable);
    loop::Task<void> prove(std::function<void(const Failure&)> refused);
    loop::Task<Answer<Verification>> verification(Call call, std::optional<Transaction> known);
    loop::Task<Answer<Verification>> send_push(loop::Task<Answer<Verification>> sending);
    /// Requests of one kind: what each waiting push still needs, and what is wanted now.
    struct Spending {
        std::int64_t of_a_push, wanted;
    };
    static const Spending a_push, list_and_code;
    std::optional<Failure> too_late(const std::optional<Quota>& known, Spending spending);
    loop::Task<void> cancel_once_named(std::unique_ptr<SentPush::Sending> orphan);
    loop::Task<void> send_cancel(Transaction transaction);
    loop::Task<void> cancel_after(std::chrono::seconds wait, Transaction transaction);
    [[nodiscard]] std::chrono::seconds life_left(const Transaction& transaction) const;
    void doubt_list(const std::string& user_id, const Failure& failure);
    void refresh_soon(const std::string& user_id);
    loop::Task<Answer<FactorList>> fetch_factors(std::string user_id);
    loop::Task<Answer<User>> fetch_user(Call call, std::string login,
                                        Exchanger::Objection objection = {});
    loop::Task<void> refresh_factors(std::string user_id);

    loop::Executor& executor_;
    Authorizer& authorizer_;
    ClientOptions options_;
    Requests requests_;
    Exchanger exchanger_;
    TimedCache<User> users_;
    TimedCache<FactorList> factors_;
    std::set<std::string> refreshing_;  // user ids
    ActivePushes pushes_;
    std::int64_t pushes_on_their_way_ = 0;
    std::minstd_rand random_;
    Background background_;
    RequestGate taking_back_gate_;
    Background taking_back_, taking_back_later_;  // last: their tasks use everything above
};

}  // namespace okta_factor::okta
