// SPDX-License-Identifier: MIT
#include "tests/emulator/service.h"

#include <httplib.h>

#include <array>
#include <cstdint>

#include "tests/emulator/authorization.h"
#include "tests/emulator/handlers.h"
#include "tests/emulator/http_call.h"

namespace okta_factor::emulator {
namespace {

constexpr std::array api_routes{
    Route{"GET", "/api/v1/users/*", "users", Access::read, get_user},
    Route{"GET", "/api/v1/users/*/groups", "factors", Access::read, get_groups},
    Route{"GET", "/api/v1/users/*/factors", "factors", Access::read, list_factors},
    Route{"GET", "/api/v1/users/*/factors/catalog", "factors", Access::read, get_catalog},
    Route{"GET", "/api/v1/users/*/factors/questions", "factors", Access::token_only, get_questions},
    Route{"GET", "/api/v1/users/*/factors/*", "factors", Access::read, get_factor},
    Route{"POST", "/api/v1/users/*/factors/*/verify", "factors", Access::manage, verify_factor},
    Route{"GET", "/api/v1/users/*/factors/*/transactions/*", "factors", Access::read,
          poll_transaction},
    Route{"DELETE", "/api/v1/users/*/factors/*/transactions/*", "factors", Access::manage,
          cancel_transaction},
    Route{"POST", "/oauth2/v1/token", "oauth", Access::open, get_token},
};

/// Counts a request among those at work; the org's lock is held at both ends.
class Working {
  public:
    explicit Working(Org& org) : org_(org) { ++org_.active_requests; }
    Working(const Working&) = delete;
    Working& operator=(const Working&) = delete;
    ~Working() { --org_.active_requests; }

    [[nodiscard]] bool too_many() const {
        return org_.limits.concurrent > 0 && org_.active_requests > org_.limits.concurrent;
    }

  private:
    Org& org_;
};

Answer answer_for(Org& org, Call& call, bool too_many) {
    Match match = find_route(api_routes, call.method, call.path);
    const std::string bucket(match.route ? match.route->bucket : "other");
    const int limit = bucket == "users" ? org.limits.users_per_minute : org.limits.per_minute;
    RateState rate = org.rate.take(bucket, limit, org.now());
    Answer answer;
    if (too_many) {
        rate.limit = rate.remaining = 0;  // how Okta tells a concurrency limit from the other
        answer = okta_error("E0000047");
    } else if (rate.exceeded) {
        answer = okta_error("E0000047");
    } else if (!match.route) {
        answer = okta_error("E0000022");
    } else if (auto refusal = refuse_access(org, call, match.route->access)) {
        answer = *refusal;
    } else {
        call.args = std::move(match.args);
        answer = match.route->handler(org, call);
    }
    for (auto& header : rate.headers())
        answer.headers.push_back(std::move(header));
    return answer;
}

LoggedRequest log_entry(const Call& call, const httplib::Request& request, WallTime now) {
    LoggedRequest entry;
    entry.connection = call.connection;
    entry.method = call.method;
    entry.path = call.path;
    const std::size_t mark = request.target.find('?');
    if (mark != std::string::npos) entry.query = request.target.substr(mark + 1);
    entry.user_agent = call.header("user-agent");
    entry.x_forwarded_for = call.header("x-forwarded-for");
    entry.content_length = call.header("content-length");
    entry.accept_encoding = call.header("accept-encoding");
    entry.authorization =
        call.header("authorization").substr(0, call.header("authorization").find(' '));
    entry.body = masked(call.body);
    entry.at = now;
    return entry;
}

}  // namespace

void Service::wait_latency() {
    Lock lock(org_.mutex);
    const auto latency = org_.latency;
    if (latency.count() > 0) org_.changed.wait_for(lock, latency, [&] { return org_.ending; });
}

Delivery Service::serve(const httplib::Request& request, httplib::Response& response,
                        int connection) {
    const auto began = std::chrono::steady_clock::now();
    Call call = to_call(request, connection);
    Lock lock(org_.mutex);
    const std::uint64_t sequence = org_.requests.add(log_entry(call, request, org_.now())).sequence;
    org_.changed.notify_all();
    const Working working(org_);
    const bool too_many = working.too_many();
    lock.unlock();
    wait_latency();
    lock.lock();

    const auto fault = org_.faults.strike(call.method, call.path);
    const bool instead = fault && find_fault_kind(fault->kind)->place == FaultPlace::instead;
    Answer answer = instead ? replacement(*fault) : answer_for(org_, call, too_many);
    if (fault && !instead) spoil(answer, *fault);
    const WallTime now = org_.now();
    write_answer(response, answer, now);

    const Delivery delivery = fault ? delivery_of(fault->delivery()) : Delivery::plain;
    if (LoggedRequest* entry = org_.requests.find(sequence)) {
        entry->status = answers_nothing(delivery) ? 0 : answer.status;
        entry->fault = fault ? fault->kind : "";
        entry->done = true;
        entry->milliseconds =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
                .count();
    }
    org_.changed.notify_all();
    return delivery;
}

}  // namespace okta_factor::emulator
