// SPDX-License-Identifier: MIT
// An OAuth 2.0 service app: a token of an hour, asked for with a signed assertion (private_key_jwt,
// RFC 7523) and renewed in the background, so that no login waits for it.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <vector>

#include "daemon/loop/awaitables.h"
#include "daemon/okta/authorizer.h"
#include "daemon/okta/dpop.h"
#include "daemon/okta/signing_key.h"

namespace okta_factor::okta {

struct OauthOptions {
    std::string org_url;  // https://host[:port], no trailing slash
    std::string client_id;
    std::string key_id;  // as Okta lists the key; else the key's own
    std::string user_agent;
    bool dpop = false;
};

class OauthToken final : public Authorizer {
  public:
    /// Executor and transport must outlive this. Throws std::runtime_error without randomness.
    OauthToken(loop::Executor& executor, http::Transport& transport, OauthOptions options,
               SigningKey key);

    loop::Task<Answer<Headers>> headers(http::Method method, std::string url,
                                        loop::TimePoint deadline) override;
    bool learn(const http::Response& response, const Headers& sent) override;
    void prepare() override { fetch_unless_fetching(); }
    [[nodiscard]] std::optional<WallTime> valid_until() const override;
    [[nodiscard]] std::vector<std::string> scopes() const override { return scopes_; }

  private:
    [[nodiscard]] Answer<Headers> present(http::Method method, const std::string& url) const;
    void fetch_unless_fetching();
    loop::Task<void> fetch();
    loop::Task<std::optional<Failure>> fetch_once(loop::TimePoint deadline);
    [[nodiscard]] http::Request token_request(loop::milliseconds timeout) const;
    [[nodiscard]] std::string assertion() const;
    std::optional<Failure> keep_token(const http::Response& response);
    void settle(std::optional<Failure> failure);
    void drop_token();

    [[nodiscard]] bool is_usable() const;
    [[nodiscard]] WallTime server_now() const;
    bool learn_clock(const http::Response& response);

    loop::Executor& executor_;
    http::Transport& transport_;
    OauthOptions options_;
    SigningKey key_;
    std::optional<DpopProver> dpop_;
    std::string token_url_;
    std::string token_nonce_, api_nonce_;
    std::chrono::seconds skew_{0};  // the server's clock minus ours

    Secret token_;
    std::vector<std::string> scopes_;
    loop::TimePoint expires_at_;
    std::chrono::seconds margin_{0};  // before that, in which it is not used any more
    bool was_accepted_ = false;       // by any call of the API

    std::optional<Failure> last_failure_;
    loop::TimePoint fetched_by_{};  // when the fetch under way is over at the latest
    loop::TimePoint not_before_;    // of the next try, after a failure that will not pass by itself
    std::list<loop::Notification*> waiting_;
    loop::ScheduledCall renewal_;
    bool is_fetching_ = false;
    loop::Root fetching_;
};

}  // namespace okta_factor::okta
