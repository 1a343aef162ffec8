// SPDX-License-Identifier: MIT
#include "daemon/okta/client.h"

#include <algorithm>
#include <utility>

#include "daemon/okta/errors.h"
#include "daemon/okta/links.h"
#include "daemon/okta/login_name.h"
#include "daemon/okta/poll_schedule.h"

namespace okta_factor::okta {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds cache_lifetime{300};
constexpr std::size_t most_background_calls = 100;
constexpr int most_group_pages = 50;

tl::unexpected<Failure> failed(Meaning meaning, std::string detail) {
    Failure failure;
    failure.meaning = meaning;
    failure.detail = std::move(detail);
    return tl::unexpected{std::move(failure)};
}

tl::unexpected<Failure> not_the_user() {
    return failed(Meaning::user_unknown, "Okta returned a user of another login");
}

}  // namespace

Client::Client(loop::Executor& executor, http::Transport& transport, Authorizer& authorizer,
               ClientOptions options)
    : executor_(executor),
      transport_(transport),
      authorizer_(authorizer),
      options_(std::move(options)),
      requests_(options_.org_url, options_.version),
      gate_(executor, options_.requests_at_once),
      users_(executor, cache_lifetime),
      factors_(executor, cache_lifetime),
      random_(std::random_device{}()),
      reachability_(executor, [this] { return probe(); }),
      background_(executor, most_background_calls) {}

loop::Task<Answer<User>> Client::find_user(std::string login) {
    if (const auto why = why_refused(login))
        co_return failed(Meaning::user_unknown, std::string{*why});
    const auto key = login_key(login);
    if (auto known = users_.find(key)) co_return std::move(*known);
    auto fetching = fetch_user(requests_.find_user(login), login);
    auto user = co_await fetching;
    if (user && user->status == UserStatus::active) users_.keep(key, *user);
    co_return user;
}

loop::Task<Answer<User>> Client::read_user(std::string id, std::string login) {
    if (!is_id(id)) co_return failed(Meaning::user_unknown, "this is no id of Okta's");
    auto fetching = fetch_user(requests_.read_user(id), login);
    auto user = co_await fetching;
    if (user && user->id != id) user = not_the_user();
    if (!user || user->status != UserStatus::active) users_.drop(login_key(login));
    co_return user;
}

loop::Task<Answer<User>> Client::fetch_user(Call call, std::string login) {
    auto exchanging = exchange(std::move(call));
    auto response = co_await exchanging;
    if (!response) co_return tl::unexpected{std::move(response.error())};
    if (auto failure = failure_in(*response, Subject::user)) co_return tl::unexpected{*failure};
    auto user = read_user_body(response->body);
    if (!user) co_return tl::unexpected{unreadable(*response)};
    if (!same_login(user->login, login)) co_return not_the_user();
    co_return std::move(*user);
}

loop::Task<Answer<FactorList>> Client::factors(std::string user_id) {
    if (auto known = factors_.find(user_id)) {
        if (refreshing_.insert(user_id).second && !background_.start(refresh_factors(user_id)))
            refreshing_.erase(user_id);
        co_return std::move(*known);
    }
    auto fetching = fetch_factors(user_id);
    auto list = co_await fetching;
    co_return list;
}

loop::Task<void> Client::refresh_factors(std::string user_id) {
    auto fetching = fetch_factors(user_id);
    const auto list = co_await fetching;
    if (!list) factors_.drop(user_id);
    refreshing_.erase(user_id);
}

loop::Task<Answer<FactorList>> Client::fetch_factors(std::string user_id) {
    if (!is_id(user_id)) co_return failed(Meaning::user_unknown, "this is no id of Okta's");
    auto exchanging = exchange(requests_.factors(user_id));
    auto response = co_await exchanging;
    if (!response) co_return tl::unexpected{std::move(response.error())};
    if (auto failure = failure_in(*response, Subject::user)) co_return tl::unexpected{*failure};
    auto list = read_factors_body(response->body);
    if (!list) co_return tl::unexpected{unreadable(*response)};
    // Who has nothing to verify with may enrol any moment.
    if (options_.cache_factors && !list->usable.empty())
        factors_.keep(user_id, *list);
    else
        factors_.drop(user_id);
    co_return std::move(*list);
}

loop::Task<Answer<Verification>> Client::challenge(std::string user_id, Factor factor,
                                                   ChallengeOptions options) {
    auto verifying = verification(requests_.challenge(user_id, factor, options), {});
    auto answer = co_await verifying;
    if (!answer) factors_.drop(user_id);
    if (answer && answer->transaction) pushes_.seen(answer->transaction->poll_url, executor_.now());
    co_return answer;
}

loop::Task<Answer<Verification>> Client::verify(std::string user_id, Factor factor,
                                                Secret passcode) {
    auto call = requests_.verify(user_id, factor, passcode);
    if (!call) co_return failed(Meaning::bad_request, "the passcode is not UTF-8");
    auto verifying = verification(std::move(*call), {});
    auto answer = co_await verifying;
    if (!answer) factors_.drop(user_id);
    co_return answer;
}

loop::Task<Answer<Verification>> Client::poll(Transaction transaction) {
    if (!is_org_link(transaction.poll_url, requests_.org_url()))
        co_return failed(Meaning::misconfigured, "the poll link leads out of org_url");
    pushes_.seen(transaction.poll_url, executor_.now());
    auto polling = verification(requests_.poll(transaction), transaction);
    auto answer = co_await polling;
    const bool over =
        answer ? !answer->transaction : answer.error().meaning == Meaning::transaction_over;
    if (over) pushes_.over(transaction.poll_url);
    co_return answer;
}

loop::Task<Answer<Verification>> Client::verification(Call call, std::optional<Transaction> known) {
    const auto subject = call.subject;
    auto exchanging = exchange(std::move(call));
    auto response = co_await exchanging;
    if (!response) co_return tl::unexpected{std::move(response.error())};
    co_return read(*response, subject, known);
}

Answer<Verification> Client::read(const http::Response& response, Subject subject,
                                  const std::optional<Transaction>& known) const {
    if (auto failure = failure_in(response, subject)) return tl::unexpected{std::move(*failure)};
    const auto body = read_verification_body(response.body);
    if (!body) return tl::unexpected{unreadable(response)};

    Verification verification;
    verification.result = body->result;
    verification.request_id = request_id(response);
    constexpr int ok = 200;
    if (body->result == FactorResult::success && response.status != ok)
        verification.result = FactorResult::unknown;
    if (body->result == FactorResult::waiting) {
        auto transaction = read_transaction(*body, response, known);
        if (!transaction) return tl::unexpected{std::move(transaction.error())};
        verification.transaction = std::move(*transaction);
    }
    return verification;
}

Answer<Transaction> Client::read_transaction(const VerificationBody& body,
                                             const http::Response& response,
                                             const std::optional<Transaction>& known) const {
    Transaction transaction = known.value_or(Transaction{});
    if (!body.poll_url.empty()) transaction.poll_url = body.poll_url;
    if (!body.cancel_url.empty()) transaction.cancel_url = body.cancel_url;
    if (transaction.poll_url.empty()) return tl::unexpected{unreadable(response)};
    for (const auto* link : {&transaction.poll_url, &transaction.cancel_url})
        if (!link->empty() && !is_org_link(*link, requests_.org_url()))
            return failed(Meaning::misconfigured, "a link in the answer leads out of org_url");

    transaction.number = body.number;
    if (body.expires_at) {
        // Okta's clock said when; ours has to know.
        const auto skew =
            executor_.wall_time() - server_time(response).value_or(executor_.wall_time());
        transaction.expires_at = *body.expires_at + skew;
    }
    return transaction;
}

void Client::cancel(Transaction transaction) {
    pushes_.over(transaction.poll_url);
    if (is_org_link(transaction.cancel_url, requests_.org_url()))
        background_.start(send_cancel(requests_.cancel(transaction)));
}

loop::Task<void> Client::send_cancel(Call call) {
    auto exchanging = exchange(std::move(call));
    co_await exchanging;
}

loop::Task<Answer<std::vector<std::string>>> Client::groups(std::string user_id) {
    if (!is_id(user_id)) co_return failed(Meaning::user_unknown, "this is no id of Okta's");
    std::vector<std::string> names;
    auto call = requests_.groups(user_id);
    for (int page = 0; page < most_group_pages; ++page) {
        auto exchanging = exchange(std::move(call));
        auto response = co_await exchanging;
        if (!response) co_return tl::unexpected{std::move(response.error())};
        if (auto failure = failure_in(*response, Subject::user)) co_return tl::unexpected{*failure};
        auto read = read_groups_body(response->body);
        if (!read) co_return tl::unexpected{unreadable(*response)};
        names.insert(names.end(), std::make_move_iterator(read->begin()),
                     std::make_move_iterator(read->end()));
        const auto next = next_link(*response);
        if (!next) co_return names;
        if (!is_org_link(*next, requests_.org_url()))
            co_return failed(Meaning::misconfigured, "a link in the answer leads out of org_url");
        call = requests_.next_groups(*next);
    }
    co_return failed(Meaning::bad_request, "the user is in more groups than can be read");
}

milliseconds Client::next_poll_delay(milliseconds age) {
    const auto now = executor_.now();
    const auto from_now = [](auto duration) {
        return std::max(std::chrono::duration_cast<milliseconds>(duration), milliseconds{0});
    };
    PollConditions conditions;
    conditions.age = age;
    conditions.active_pushes = std::max(pushes_.count(now), 1);
    conditions.jitter = std::uniform_real_distribution<double>{0, 1}(random_);
    if (const auto known = quota()) {
        conditions.limit = known->limit;
        conditions.remaining = known->remaining;
        conditions.until_reset = from_now(known->resets_at - now);
    }
    if (slow_until_ > now) conditions.told_to_wait = from_now(slow_until_ - now);
    return okta::next_poll_delay(conditions);
}

std::optional<Quota> Client::quota() const {
    return quota_ && quota_->resets_at > executor_.now() ? quota_ : std::nullopt;
}

void Client::warm_up() {
    authorizer_.prepare();
    background_.start(probe());
}

// Outside the gate: behind a row of requests that time out it would learn nothing in time.
loop::Task<void> Client::probe() {
    const auto call = requests_.probe();
    auto sending = transport_.send(requests_.build(call, options_.request_timeout));
    const auto response = co_await sending;
    note_presence(response);
}

loop::Task<Answer<http::Response>> Client::exchange(Call call) {
    const auto deadline = executor_.now() + options_.request_timeout;
    bool proved_again = false;
    bool repeated = false;
    while (true) {
        RequestGate::Place place{gate_, deadline};
        if (!co_await place)
            co_return failed(Meaning::slow_down, "too many requests at once on this machine");
        auto proving = authorizer_.headers(call.method, call.url, deadline);
        auto proof = co_await proving;
        if (!proof) {
            if (counts_as_unreachable(proof.error().meaning)) reachability_.missed();
            co_return tl::unexpected{std::move(proof.error())};
        }

        const auto left = std::chrono::duration_cast<milliseconds>(deadline - executor_.now());
        if (left <= milliseconds{0})
            co_return failed(Meaning::slow_down, "no time was left to ask Okta");
        auto request = requests_.build(call, left);
        request.headers.insert(request.headers.end(), proof->begin(), proof->end());
        auto sending = transport_.send(std::move(request));
        auto response = co_await sending;
        note_limits(call, response);
        const bool better_proof = authorizer_.learn(response, *proof);
        for (auto& line : *proof)
            erase(line);

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

bool Client::may_repeat(const Call& call, const http::Response& response,
                        loop::TimePoint deadline) const {
    constexpr milliseconds least{200};
    const bool in_vain = response.problem == http::Problem::broken ||
                         (response.problem == http::Problem::none && response.status >= 500);
    return call.is_repeatable() && in_vain && deadline - executor_.now() >= least;
}

void Client::note_presence(const http::Response& response) {
    if (const auto theirs = server_time(response))
        clock_skew_ = std::chrono::round<seconds>(*theirs - executor_.wall_time());
    const auto failure = failure_in(response, Subject::user);
    if (failure && counts_as_unreachable(failure->meaning))
        reachability_.missed();
    else
        reachability_.heard();
}

void Client::note_limits(const Call& call, const http::Response& response) {
    if (!call.shares_bucket()) return;
    if (const auto seen = quota_in(response, executor_.now())) quota_ = seen;
    constexpr std::string_view org_limit = "E0000047";
    constexpr seconds where_untold{5};
    const auto failure = failure_in(response, call.subject);
    if (failure && failure->meaning == Meaning::slow_down && failure->code == org_limit)
        slow_until_ = executor_.now() + failure->wait.value_or(where_untold);
}

}  // namespace okta_factor::okta
