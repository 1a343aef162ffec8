// SPDX-License-Identifier: MIT
// The org's whole state, behind one mutex. Whoever reads or changes it holds a Lock.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/emulator/fault.h"
#include "tests/emulator/model.h"
#include "tests/emulator/oauth_state.h"
#include "tests/emulator/rate_limit.h"
#include "tests/emulator/request_log.h"

namespace okta_factor::emulator {

struct Org {
    std::mutex mutex;
    std::condition_variable changed;  // a push, a message, a request, a fault, or the end
    bool ending = false;

    std::vector<User> users;
    std::vector<ApiToken> api_tokens;
    std::vector<OauthClient> clients;
    Limits limits;
    PushSettings push;

    std::map<std::string, Transaction, std::less<>> transactions;
    std::deque<Message> outbox;
    std::map<std::string, WallTime, std::less<>> last_sent;  // by "sms:+1…"
    std::uint64_t sequence = 0;

    OauthState oauth;
    RateLimits rate;
    RequestLog requests;
    FaultPlan faults;
    int active_requests = 0;
    std::chrono::milliseconds latency{0};
    std::chrono::milliseconds clock_offset{0};

    /// The org's own clock: everything that is dated here, is dated by it.
    [[nodiscard]] WallTime now() const { return std::chrono::system_clock::now() + clock_offset; }

    /// By id, by full login or, as Okta does, by a login's unambiguous part before the @. "me" is
    /// the token's owner, the first user.
    User* find_user(std::string_view name);
    User* user_by_id(std::string_view id);

    /// Brings a push up to the present: expired, or answered automatically.
    void settle(Transaction& transaction);

    /// Keeps a day's work from filling the memory: ends are forgotten after a while.
    void forget_old();
};

using Lock = std::unique_lock<std::mutex>;

Factor* find_factor(User& user, std::string_view id);

}  // namespace okta_factor::emulator
