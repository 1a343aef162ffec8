// SPDX-License-Identifier: MIT
#include "daemon/okta/client.h"

#include <algorithm>
#include <utility>

#include "daemon/okta/errors.h"
#include "daemon/okta/links.h"
#include "daemon/okta/login_name.h"
#include "daemon/okta/poll_schedule.h"
#include "daemon/okta/reading.h"
#include "daemon/okta/verification.h"

namespace okta_factor::okta {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds cache_lifetime{300};
constexpr seconds list_is_fresh{30};
constexpr seconds life_of_a_push{300};
constexpr std::size_t most_background_calls = 100;
constexpr std::size_t most_taken_back = 4096;
constexpr std::size_t taken_back_at_once = 10;  // the rest of the requests is for the living
constexpr int most_group_pages = 50;

tl::unexpected<Failure> failed(Meaning meaning, std::string detail) {
    Failure failure;
    failure.meaning = meaning;
    failure.detail = std::move(detail);
    return tl::unexpected{std::move(failure)};
}

class OnItsWay {
  public:
    explicit OnItsWay(std::int64_t& count) : count_(count) { ++count_; }
    OnItsWay(const OnItsWay&) = delete;
    OnItsWay& operator=(const OnItsWay&) = delete;
    ~OnItsWay() { --count_; }

  private:
    std::int64_t& count_;
};

tl::unexpected<Failure> not_the_user(std::string request_id) {
    auto failure = failed(Meaning::user_unknown, "Okta returned a user of another login");
    failure.value().request_id = std::move(request_id);
    return failure;
}

}  // namespace

// What a push needs before it is sent: the challenge, and polls at the pace that is left. Of one
// that waits already less will do, where others want a list and a verification only.
constexpr Client::Spending Client::a_push{.of_a_push = 5, .wanted = 5};
constexpr Client::Spending Client::list_and_code{.of_a_push = 2, .wanted = 2};

Client::Client(loop::Executor& executor, http::Transport& transport, Authorizer& authorizer,
               ClientOptions options)
    : executor_(executor),
      authorizer_(authorizer),
      options_(std::move(options)),
      requests_(options_.org_url, options_.version),
      exchanger_(executor, transport, authorizer, requests_, options_.request_timeout,
                 options_.requests_at_once),
      users_(executor, cache_lifetime),
      factors_(executor, cache_lifetime),
      random_(std::random_device{}()),
      background_(executor, "asking Okta beside the logins", most_background_calls),
      taking_back_gate_(executor, taken_back_at_once),
      taking_back_(executor, "taking back a push", most_taken_back),
      taking_back_later_(executor, "taking back a push", most_taken_back) {}

loop::Task<Answer<User>> Client::find_user(std::string login) {
    if (const auto why = why_refused(login))
        co_return failed(Meaning::user_unknown, std::string{*why});
    const auto key = login_key(login);
    if (auto known = users_.find(key)) {
        known->is_from_cache = true;
        co_return std::move(*known);
    }
    const Exchanger::Objection objection = [this] {
        auto failure = too_late(exchanger_.users_quota(), {.of_a_push = 1, .wanted = 2});
        return failure ? std::move(failure) : too_late(quota(), list_and_code);
    };
    auto fetching = fetch_user(requests_.find_user(login), login, objection);
    auto user = co_await fetching;
    if (user && user->status == UserStatus::active) users_.keep(key, *user);
    co_return user;
}

loop::Task<Answer<User>> Client::read_user(std::string id, std::string login) {
    if (!is_id(id)) co_return failed(Meaning::user_unknown, "this is no id of Okta's");
    auto fetching = fetch_user(requests_.read_user(id), login);
    auto user = co_await fetching;
    if (user && user->id != id) user = not_the_user(user->request_id);
    if (!user || user->status != UserStatus::active) users_.drop(login_key(login));
    co_return user;
}

loop::Task<Answer<User>> Client::fetch_user(Call call, std::string login,
                                            Exchanger::Objection objection) {
    auto exchanging = exchanger_.exchange(std::move(call), std::move(objection));
    auto response = co_await exchanging;
    if (!response) co_return tl::unexpected{std::move(response.error())};
    if (auto failure = failure_in(*response, Subject::user)) co_return tl::unexpected{*failure};
    auto user = read_user_body(response->body);
    if (!user) co_return tl::unexpected{unreadable(*response)};
    user->request_id = request_id(*response);
    if (!same_login(user->login, login)) co_return not_the_user(std::move(user->request_id));
    co_return std::move(*user);
}

loop::Task<Answer<FactorList>> Client::factors(std::string user_id) {
    if (auto known = factors_.find(user_id)) {
        refresh_soon(user_id);
        co_return std::move(*known);
    }
    auto fetching = fetch_factors(user_id);
    auto list = co_await fetching;
    co_return list;
}

// Whoever logs in again and again is shown what was read moments ago.
void Client::refresh_soon(const std::string& user_id) {
    if (factors_.is_younger_than(list_is_fresh, user_id)) return;
    if (refreshing_.insert(user_id).second && !background_.start(refresh_factors(user_id)))
        refreshing_.erase(user_id);
}

loop::Task<void> Client::refresh_factors(std::string user_id) {
    auto fetching = fetch_factors(user_id);
    const auto list = co_await fetching;
    if (!list) factors_.drop(user_id);
    refreshing_.erase(user_id);
}

loop::Task<Answer<FactorList>> Client::fetch_factors(std::string user_id) {
    if (!is_id(user_id)) co_return failed(Meaning::user_unknown, "this is no id of Okta's");
    const Exchanger::Objection objection = [this] { return too_late(quota(), list_and_code); };
    auto exchanging = exchanger_.exchange(requests_.factors(user_id), objection);
    auto response = co_await exchanging;
    if (!response) co_return tl::unexpected{std::move(response.error())};
    if (auto failure = failure_in(*response, Subject::user)) co_return tl::unexpected{*failure};
    auto list = read_factors_body(response->body);
    if (!list) co_return tl::unexpected{unreadable(*response)};
    list->request_id = request_id(*response);
    // Who has nothing to verify with may enrol any moment.
    if (options_.cache_factors && !list->usable.empty())
        factors_.keep(user_id, *list);
    else
        factors_.drop(user_id);
    co_return std::move(*list);
}

loop::Task<Answer<Verification>> Client::challenge(std::string user_id, Factor factor,
                                                   ChallengeOptions options) {
    const bool is_push = factor.kind == FactorKind::push;
    if (auto failure = is_push ? too_late(quota(), a_push) : std::nullopt)
        co_return tl::unexpected{std::move(*failure)};
    auto sending = verification(requests_.challenge(user_id, factor, options), {});
    if (is_push) sending = send_push(std::move(sending));
    auto answer = co_await sending;
    if (!answer) doubt_list(user_id, answer.error());
    if (answer && answer->transaction) pushes_.seen(answer->transaction->poll_url, executor_.now());
    co_return answer;
}

// A push that nobody can afford to ask about helps nobody: in a rush that is more than the org's
// limit allows, those who have one get in, and the others are told at once when to come again,
// before they spend anything.
std::optional<Failure> Client::too_late(const std::optional<Quota>& known, Spending spending) {
    constexpr seconds worth_waiting{15};
    const auto now = executor_.now();
    if (!known || known->resets_at <= now + worth_waiting) return std::nullopt;
    const auto spoken_for = static_cast<std::int64_t>(exchanger_.queued(Turn::goes_on)) +
                            spending.of_a_push * (pushes_.count(now) + pushes_on_their_way_);
    if (spoken_for == 0) return std::nullopt;  // who is alone can wait for the reset
    const auto reserve = known->limit / 10;    // as the schedule of polls keeps it
    if (known->remaining - reserve >= spoken_for + spending.wanted) return std::nullopt;
    auto failure = failed(Meaning::slow_down, "what is left of the org's limit is spoken for");
    failure.value().wait = std::chrono::ceil<seconds>(known->resets_at - now);
    failure.value().never_sent = true;
    return std::move(failure.value());
}

loop::Task<Answer<Verification>> Client::send_push(loop::Task<Answer<Verification>> sending) {
    const OnItsWay counted{pushes_on_their_way_};
    SentPush push{
        std::make_unique<SentPush::Sending>(executor_, "sending a push", std::move(sending)),
        [this](auto orphan) { taking_back_.start(cancel_once_named(std::move(orphan))); }};
    auto arriving = push.answer();
    co_return co_await arriving;
}

loop::Task<void> Client::cancel_once_named(std::unique_ptr<SentPush::Sending> orphan) {
    auto arriving = orphan->result();
    auto answer = co_await arriving;
    if (answer && answer->transaction) cancel(std::move(*answer->transaction));
}

loop::Task<Answer<Verification>> Client::verify(std::string user_id, Factor factor,
                                                Secret passcode) {
    auto call = requests_.verify(user_id, factor, passcode);
    if (!call) co_return failed(Meaning::bad_request, "the passcode is not UTF-8");
    auto verifying = verification(std::move(*call), {});
    auto answer = co_await verifying;
    if (!answer) doubt_list(user_id, answer.error());
    co_return answer;
}

// Any other error may mean that the factor is no more.
void Client::doubt_list(const std::string& user_id, const Failure& failure) {
    if (failure.meaning != Meaning::slow_down) factors_.drop(user_id);
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
    auto exchanging = exchanger_.exchange(std::move(call));
    auto response = co_await exchanging;
    if (!response) co_return tl::unexpected{std::move(response.error())};
    const VerificationContext context{subject, std::move(known), requests_.org_url(),
                                      executor_.wall_time()};
    co_return verification_in(*response, context);
}

void Client::cancel(Transaction transaction) {
    pushes_.over(transaction.poll_url);
    if (is_org_link(transaction.cancel_url, requests_.org_url()))
        taking_back_.start(send_cancel(std::move(transaction)));
}

loop::Task<void> Client::send_cancel(Transaction transaction) {
    RequestGate::Place place{taking_back_gate_, executor_.now() + options_.request_timeout};
    if (!co_await place) co_return;
    auto exchanging = exchanger_.exchange(requests_.cancel(transaction));
    const auto response = co_await exchanging;
    const auto failure =
        response ? failure_in(*response, Subject::transaction) : std::optional{response.error()};
    if (failure && failure->meaning == Meaning::slow_down && failure->wait &&
        *failure->wait < life_left(transaction))
        taking_back_later_.start(cancel_after(*failure->wait, std::move(transaction)));
}

loop::Task<void> Client::cancel_after(seconds wait, Transaction transaction) {
    loop::Sleep pause{executor_, executor_.now() + wait};
    co_await pause;
    cancel(std::move(transaction));
}

seconds Client::life_left(const Transaction& transaction) const {
    if (!transaction.expires_at) return life_of_a_push;
    const auto left = *transaction.expires_at - executor_.wall_time();  // our clock, as it was read
    return std::clamp(std::chrono::duration_cast<seconds>(left), seconds{0}, life_of_a_push);
}

loop::Task<Answer<std::vector<std::string>>> Client::groups(std::string user_id) {
    if (!is_id(user_id)) co_return failed(Meaning::user_unknown, "this is no id of Okta's");
    std::vector<std::string> names;
    auto call = requests_.groups(user_id);
    for (int page = 0; page < most_group_pages; ++page) {
        auto exchanging = exchanger_.exchange(std::move(call));
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
    if (const auto known = exchanger_.quota()) {
        conditions.limit = known->limit;
        conditions.remaining = known->remaining;
        conditions.until_reset = from_now(known->resets_at - now);
    }
    if (const auto until = exchanger_.slow_until(); until > now)
        conditions.told_to_wait = from_now(until - now);
    return okta::next_poll_delay(conditions);
}

void Client::warm_up(Complaints complaints) {
    authorizer_.prepare();
    background_.start(greet(std::move(complaints.unreachable)));
    background_.start(prove(std::move(complaints.proof_refused)));
}

loop::Task<void> Client::greet(std::function<void(const Failure&)> unreachable) {
    auto looking = exchanger_.look();
    const auto failure = co_await looking;
    if (failure && unreachable &&
        (counts_as_unreachable(failure->meaning) || failure->meaning == Meaning::tls_failure))
        unreachable(*failure);
}

loop::Task<void> Client::prove(std::function<void(const Failure&)> refused) {
    auto proving = authorizer_.headers(http::Method::get, requests_.org_url() + '/',
                                       executor_.now() + options_.request_timeout);
    auto proof = co_await proving;
    if (proof)
        for (auto& line : *proof)
            erase(line);
    else if (refused && !counts_as_unreachable(proof.error().meaning))
        refused(proof.error());
}

}  // namespace okta_factor::okta
