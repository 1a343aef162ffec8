// SPDX-License-Identifier: MIT
#include "daemon/okta/oauth_token.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "daemon/okta/errors.h"
#include "daemon/okta/login_name.h"
#include "daemon/okta/rate_limit.h"
#include "daemon/okta/token_body.h"

namespace okta_factor::okta {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds fetch_timeout{8};
constexpr int most_attempts = 4;  // the nonce, the clock, a broken connection, and one to succeed
constexpr seconds longest_margin{30};  // before the end of a token
constexpr seconds retry_renewal_after{60};
constexpr seconds hold_back{5};  // after a failure that trying again does not cure

// In seconds; below it a difference of clocks is the network's delay or rounding.
constexpr seconds notable_skew{5};

// A place among those who wait for the token; leaves it when cancelled.
class Waiting {
  public:
    Waiting(std::list<loop::Notification*>& queue, loop::Executor& executor)
        : ready(executor), queue_(queue), position_(queue.insert(queue.end(), &ready)) {}
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting() { queue_.erase(position_); }

    loop::Notification ready;

  private:
    std::list<loop::Notification*>& queue_;
    std::list<loop::Notification*>::iterator position_;
};

// Only the fetch itself can tell whether Okta is away: who waits for it longer than it may take was
// kept waiting here.
Failure no_token_in_time() {
    Failure failure;
    failure.meaning = Meaning::machine_busy;
    failure.detail = "no access token in time";
    return failure;
}

Failure cannot_sign() {
    Failure failure;
    failure.meaning = Meaning::misconfigured;
    failure.detail = "the key cannot sign";
    return failure;
}

std::int64_t epoch_seconds(WallTime time) {
    return duration_cast<seconds>(time.time_since_epoch()).count();
}

}  // namespace

OauthToken::OauthToken(loop::Executor& executor, http::Transport& transport, OauthOptions options,
                       SigningKey key)
    : executor_(executor),
      transport_(transport),
      options_(std::move(options)),
      key_(std::move(key)),
      token_url_(options_.org_url + "/oauth2/v1/token") {
    if (options_.dpop) dpop_.emplace();
    if (options_.key_id.empty()) options_.key_id = key_.id();
}

loop::Task<Answer<Authorizer::Headers>> OauthToken::headers(http::Method method, std::string url,
                                                            loop::TimePoint deadline) {
    while (!is_usable()) {
        if (last_failure_ && executor_.now() < not_before_)
            co_return tl::unexpected{*last_failure_};
        last_failure_.reset();
        fetch_unless_fetching();
        Waiting waiting{waiting_, executor_};
        const auto patience = std::max(deadline, fetched_by_ + seconds{1});
        const auto alarm = executor_.call_at(patience, [&waiting] { waiting.ready.notify(); });
        if (is_fetching_) co_await waiting.ready;
        if (is_usable()) break;
        if (last_failure_) co_return tl::unexpected{*last_failure_};
        if (executor_.now() >= patience) co_return tl::unexpected{no_token_in_time()};
    }
    co_return present(method, url);
}

Answer<Authorizer::Headers> OauthToken::present(http::Method method, const std::string& url) const {
    Headers lines;
    if (!dpop_) {
        lines.push_back("Authorization: Bearer " + token_.reveal());
        return lines;
    }
    try {
        lines.push_back("Authorization: DPoP " + token_.reveal());
        lines.push_back("DPoP: " +
                        dpop_->proof(method, url, server_now(), api_nonce_, token_.reveal()));
    } catch (const std::exception&) {
        executor_.report("signing a request", std::current_exception());
        return tl::unexpected{cannot_sign()};
    }
    return lines;
}

bool OauthToken::learn(const http::Response& response, const Headers& sent) {
    if (response.problem != http::Problem::none) return false;
    const bool clock_moved = learn_clock(response);
    const bool nonce_wanted = dpop_ && wants_dpop_nonce(response);
    if (auto nonce = dpop_nonce(response)) api_nonce_ = std::move(*nonce);
    if (nonce_wanted) return true;

    constexpr int bad_request = 400, unauthorized = 401;
    if (response.status != unauthorized) {
        was_accepted_ = was_accepted_ || response.status != bad_request;
        return false;
    }
    if (dpop_ && clock_moved) return true;
    const bool is_current =
        !token_.empty() && std::ranges::any_of(sent, [this](std::string_view line) {
            return line.ends_with(token_.reveal());
        });
    if (!is_current) return true;  // another login has replaced it meanwhile
    // A token that never worked would be replaced by one that does not work either.
    const bool did_work = was_accepted_;
    drop_token();
    return did_work;
}

std::optional<WallTime> OauthToken::valid_until() const {
    if (!is_usable()) return std::nullopt;
    return executor_.wall_time() + duration_cast<WallTime::duration>(expires_at_ - executor_.now());
}

void OauthToken::fetch_unless_fetching() {
    if (std::exchange(is_fetching_, true)) return;
    fetching_ = loop::Root{executor_, fetch(), [this](const std::exception_ptr& error) {
                               if (!error) return;
                               executor_.report("fetching an access token", error);
                               settle(cannot_sign());
                           }};
}

loop::Task<void> OauthToken::fetch() {
    fetched_by_ = executor_.now() + fetch_timeout;
    auto fetching = fetch_once(fetched_by_);
    const auto failure = co_await fetching;
    settle(failure);
}

loop::Task<std::optional<Failure>> OauthToken::fetch_once(loop::TimePoint deadline) {
    std::optional<Failure> failure;
    bool repeated = false;
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        const auto left = duration_cast<milliseconds>(deadline - executor_.now());
        if (left <= milliseconds{0}) break;
        auto sending = transport_.send(token_request(left));
        const auto response = co_await sending;
        const bool clock_moved = learn_clock(response);
        const bool nonce_wanted = dpop_ && wants_dpop_nonce(response);
        if (auto nonce = dpop_nonce(response)) token_nonce_ = std::move(*nonce);
        failure = keep_token(response);
        if (!failure) break;
        const bool refused = failure->meaning == Meaning::misconfigured;
        const bool broken = response.problem == http::Problem::broken ||
                            response.problem == http::Problem::garbled || response.status >= 500;
        if (nonce_wanted || (refused && clock_moved)) continue;
        if (!broken || std::exchange(repeated, true)) break;
    }
    co_return failure;
}

http::Request OauthToken::token_request(milliseconds timeout) const {
    http::Request request;
    request.method = http::Method::post;
    request.url = token_url_;
    request.timeout = timeout;
    request.headers = {"User-Agent: " + options_.user_agent, "Accept: application/json",
                       "Content-Type: application/x-www-form-urlencoded"};
    if (dpop_)
        request.headers.push_back("DPoP: " + dpop_->proof(request.method, token_url_, server_now(),
                                                          token_nonce_, std::nullopt));
    request.body = Secret{
        "grant_type=client_credentials&scope=okta.users.read+okta.users.manage"
        "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        "&client_assertion=" +
        assertion()};
    return request;
}

std::string OauthToken::assertion() const {
    constexpr seconds lifetime{300};
    nlohmann::json header;
    header["typ"] = "JWT";
    if (!options_.key_id.empty()) header["kid"] = options_.key_id;
    nlohmann::json claims;
    claims["iss"] = claims["sub"] = options_.client_id;
    claims["aud"] = token_url_;
    claims["iat"] = epoch_seconds(server_now());
    claims["exp"] = epoch_seconds(server_now() + lifetime);
    claims["jti"] = random_id();
    return key_.sign(std::move(header), claims);
}

std::optional<Failure> OauthToken::keep_token(const http::Response& response) {
    if (auto failure = failure_in(response, Subject::token)) return failure;
    auto read = read_token_body(response.body);
    if (!read || read->lifetime < seconds{1}) return unreadable(response);
    if (!same_login(read->type, dpop_ ? "DPoP" : "Bearer")) {
        Failure failure;
        failure.meaning = Meaning::misconfigured;
        failure.status = response.status;
        failure.detail = "the token is of another type than asked for (dpop)";
        return failure;
    }
    const auto valid = read->lifetime;
    token_ = std::move(read->token);
    scopes_ = std::move(read->scopes);
    expires_at_ = executor_.now() + valid;
    margin_ = std::min(longest_margin, valid / 10);  // a token of seconds has to be used too
    was_accepted_ = false;
    constexpr int fifths = 4;  // renewed when four fifths of its life are over
    renewal_ = executor_.call_at(executor_.now() + std::max(valid * fifths / 5, seconds{1}),
                                 [this] { fetch_unless_fetching(); });
    return std::nullopt;
}

void OauthToken::settle(std::optional<Failure> failure) {
    is_fetching_ = false;
    if (failure && !counts_as_unreachable(failure->meaning))
        not_before_ = executor_.now() + failure->wait.value_or(hold_back);
    if (failure && is_usable())
        renewal_ = executor_.call_at(executor_.now() + retry_renewal_after,
                                     [this] { fetch_unless_fetching(); });
    last_failure_ = std::move(failure);
    for (auto* ready : waiting_)
        ready->notify();
}

void OauthToken::drop_token() {
    token_ = Secret{};
    renewal_.reset();
}

bool OauthToken::is_usable() const {
    return !token_.empty() && executor_.now() + margin_ < expires_at_;
}

WallTime OauthToken::server_now() const {
    return executor_.wall_time() + skew_;
}

// True if the clock was wrong by so much that a proof made by it may have been refused for it.
bool OauthToken::learn_clock(const http::Response& response) {
    const auto theirs = server_time(response);
    if (!theirs) return false;
    const auto off = duration_cast<seconds>(*theirs - server_now());
    if (std::chrono::abs(off) < notable_skew) return false;
    skew_ += off;
    return true;
}

}  // namespace okta_factor::okta
