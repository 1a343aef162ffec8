// SPDX-License-Identifier: MIT
#include "daemon/okta/exchanger.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/okta/errors.h"

namespace okta_factor::okta {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

tl::unexpected<Failure> slowed_down(const char* why) {
    Failure failure;
    failure.meaning = Meaning::slow_down;
    failure.detail = why;
    return tl::unexpected{std::move(failure)};
}

// A caller who leaves while Okta is asked takes the request's coroutine with them.
class ErasedAtTheEnd {
  public:
    explicit ErasedAtTheEnd(std::vector<std::string>& lines) : lines_(lines) {}
    ErasedAtTheEnd(const ErasedAtTheEnd&) = delete;
    ErasedAtTheEnd& operator=(const ErasedAtTheEnd&) = delete;
    ~ErasedAtTheEnd() {
        for (auto& line : lines_)
            erase(line);
    }

  private:
    std::vector<std::string>& lines_;
};

}  // namespace

Exchanger::Exchanger(loop::Executor& executor, http::Transport& transport, Authorizer& authorizer,
                     const Requests& requests, milliseconds timeout, std::size_t at_once)
    : executor_(executor),
      transport_(transport),
      authorizer_(authorizer),
      requests_(requests),
      timeout_(timeout),
      gate_(executor, at_once),
      reachability_(executor, [this] { return probe(); }) {}

loop::Task<void> Exchanger::probe() {
    auto looking = look();
    co_await looking;
}

// Outside the gate: behind a row of requests that time out it would learn nothing in time.
loop::Task<std::optional<Failure>> Exchanger::look() {
    const auto call = requests_.probe();
    auto sending = transport_.send(requests_.build(call, timeout_));
    const auto response = co_await sending;
    note_presence(response);
    co_return failure_in(response, Subject::user);
}

loop::Task<Answer<http::Response>> Exchanger::exchange(Call call, Objection objection) {
    const auto deadline = executor_.now() + timeout_;
    bool proved_again = false;
    bool repeated = false;
    while (true) {
        RequestGate::Place place{gate_, deadline, call.turn};
        if (!co_await place) co_return slowed_down("too many requests at once on this machine");
        if (objection)
            if (auto failure = objection()) co_return tl::unexpected{std::move(*failure)};
        auto proving = authorizer_.headers(call.method, call.url, deadline);
        auto proof = co_await proving;
        if (!proof) {
            if (counts_as_unreachable(proof.error().meaning)) missed(proof.error());
            proof.error().never_sent = true;
            co_return tl::unexpected{std::move(proof.error())};
        }
        const ErasedAtTheEnd proof_is_secret{*proof};

        const auto left = std::chrono::duration_cast<milliseconds>(deadline - executor_.now());
        if (left <= milliseconds{0}) co_return slowed_down("no time was left to ask Okta");
        auto request = requests_.build(call, left);
        request.headers.insert(request.headers.end(), proof->begin(), proof->end());
        auto sending = transport_.send(std::move(request));
        auto response = co_await sending;
        note_limits(call, response);
        const bool better_proof = authorizer_.learn(response, *proof);

        if (better_proof && !proved_again)
            proved_again = true;
        else if (!repeated && may_repeat(call, response, deadline))
            repeated = true;
        else {
            note_presence(response);
            co_return response;
        }
    }
}

bool Exchanger::may_repeat(const Call& call, const http::Response& response,
                           loop::TimePoint deadline) const {
    constexpr milliseconds least{200};
    const bool in_vain = response.problem == http::Problem::broken ||
                         (response.problem == http::Problem::none && response.status >= 500);
    return call.is_repeatable() && in_vain && deadline - executor_.now() >= least;
}

void Exchanger::note_presence(const http::Response& response) {
    if (const auto theirs = server_time(response))
        clock_skew_ = std::chrono::round<seconds>(*theirs - executor_.wall_time());
    const auto failure = failure_in(response, Subject::user);
    if (failure && counts_as_unreachable(failure->meaning))
        missed(*failure);
    else
        reachability_.heard();
}

void Exchanger::missed(const Failure& failure) {
    trouble_ = failure.detail;
    reachability_.missed();
}

void Exchanger::note_limits(const Call& call, const http::Response& response) {
    const auto seen = quota_in(response, executor_.now());
    if (seen) (call.shares_bucket() ? quota_ : users_quota_) = seen;
    if (!call.shares_bucket()) return;
    constexpr std::string_view org_limit = "E0000047";
    constexpr seconds where_untold{5};
    const auto failure = failure_in(response, call.subject);
    if (failure && failure->meaning == Meaning::slow_down && failure->code == org_limit)
        slow_until_ = executor_.now() + failure->wait.value_or(where_untold);
}

std::optional<Quota> Exchanger::still_true(const std::optional<Quota>& seen) const {
    return seen && seen->resets_at > executor_.now() ? seen : std::nullopt;
}

}  // namespace okta_factor::okta
