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

tl::unexpected<Failure> no_turn_in_time() {
    Failure failure;
    failure.meaning = Meaning::machine_busy;
    failure.detail = "too many requests at once on this machine";
    failure.never_sent = true;
    return tl::unexpected{std::move(failure)};
}

bool is_missing(const http::Response& response) {
    const auto failure = failure_in(response, Subject::user);
    return failure && counts_as_unreachable(failure->meaning);
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

// The time that Okta has for a request begins when the request goes out: what passes in our queue
// is not Okta's.
loop::Task<Answer<http::Response>> Exchanger::exchange(Call call, Objection objection) {
    RequestGate::Place place{gate_, executor_.now() + timeout_, call.turn};
    if (!co_await place) co_return no_turn_in_time();
    if (objection)
        if (auto failure = objection()) co_return tl::unexpected{std::move(*failure)};

    std::optional<loop::TimePoint> deadline;
    std::optional<http::Response> first;  // of a call that is repeated
    bool proved_again = false;
    while (true) {
        if (auto failure = in_vain(call)) co_return tl::unexpected{std::move(*failure)};
        auto proving = authorizer_.headers(call.method, call.url, executor_.now() + timeout_);
        auto proof = co_await proving;
        if (!proof) {
            if (counts_as_unreachable(proof.error().meaning)) missed(proof.error());
            proof.error().never_sent = true;
            co_return tl::unexpected{std::move(proof.error())};
        }
        const ErasedAtTheEnd proof_is_secret{*proof};

        if (!deadline) deadline = executor_.now() + timeout_;
        const auto left = std::chrono::duration_cast<milliseconds>(*deadline - executor_.now());
        auto request = requests_.build(call, left);
        request.headers.insert(request.headers.end(), proof->begin(), proof->end());
        auto sending = transport_.send(std::move(request));
        auto response = co_await sending;
        note_limits(call, response);
        const bool better_proof = authorizer_.learn(response, *proof);

        if (better_proof && !proved_again) {
            proved_again = true;
            deadline.reset();
        } else if (!first && may_repeat(call, response, *deadline)) {
            first = std::move(response);
        } else {
            // Somebody did answer, if badly: silence at the second try does not undo that.
            if (first && first->problem == http::Problem::garbled && is_missing(response))
                response = std::move(*first);
            note_presence(response);
            co_return response;
        }
    }
}

bool Exchanger::may_repeat(const Call& call, const http::Response& response,
                           loop::TimePoint deadline) const {
    constexpr milliseconds least{200};
    const bool in_vain = response.problem == http::Problem::broken ||
                         response.problem == http::Problem::garbled ||
                         (response.problem == http::Problem::none && response.status >= 500);
    return call.is_repeatable() && in_vain && deadline - executor_.now() >= least;
}

void Exchanger::note_presence(const http::Response& response) {
    if (const auto theirs = server_time(response))
        clock_skew_ = std::chrono::round<seconds>(*theirs - executor_.wall_time());
    const auto failure = failure_in(response, Subject::user);
    if (failure && says_nothing_of_okta(failure->meaning)) return;
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
    auto& bucket = call.shares_bucket() ? factors_bucket_ : users_bucket_;
    bucket.learn(response, failure_in(response, call.subject), executor_.now());
}

// Each request beyond the limit is refused, and one that is refused helps nobody.
std::optional<Failure> Exchanger::in_vain(const Call& call) const {
    const auto& bucket = call.shares_bucket() ? factors_bucket_ : users_bucket_;
    const auto wait = bucket.spent_for(executor_.now());
    if (!wait) return std::nullopt;
    Failure failure;
    failure.meaning = Meaning::slow_down;
    failure.detail = "the org's limit is spent, so Okta was not asked";
    failure.never_sent = true;
    failure.wait = wait;
    return failure;
}

}  // namespace okta_factor::okta
