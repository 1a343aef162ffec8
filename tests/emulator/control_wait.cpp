// SPDX-License-Identifier: MIT
// GET /control/wait: until there is a waiting push, a new message, a new request or one that has
// come and is not answered yet. Messages and requests are handed out once each, so that nobody
// misses one that came before they asked.
#include <algorithm>
#include <cstdlib>
#include <regex>

#include "tests/emulator/control.h"
#include "tests/emulator/push.h"

namespace okta_factor::emulator {
namespace {

/// What there is to tell, or null: wait on.
using Look = Json (*)(Org&, const Call&);

Json waiting_push(Org& org, const Call& call) {
    Transaction* push = newest_waiting(org, call.parameter("user"), call.parameter("factorId"));
    return push ? push_view(org, *push) : Json();
}

Json new_message(Org& org, const Call& call) {
    const std::string user = call.parameter("user");
    for (Message& message : org.outbox) {
        if (message.seen || (!user.empty() && !equal_ignoring_case(message.user_login, user)))
            continue;
        message.seen = true;
        return message_view(message);
    }
    return nullptr;
}

LoggedRequest* find_request(Org& org, const Call& call, bool (*is_meant)(const LoggedRequest&)) {
    const std::string method = call.parameter("method");
    const std::regex path(call.parameter("path"));
    for (LoggedRequest& request : org.requests.entries()) {
        if (!is_meant(request) || (!method.empty() && request.method != method)) continue;
        if (std::regex_search(request.path, path)) return &request;
    }
    return nullptr;
}

Json new_request(Org& org, const Call& call) {
    LoggedRequest* const request = find_request(
        org, call, [](const LoggedRequest& logged) { return logged.done && !logged.seen; });
    if (!request) return nullptr;
    request->seen = true;
    return as_json(*request);
}

Json request_under_way(Org& org, const Call& call) {
    LoggedRequest* const request =
        find_request(org, call, [](const LoggedRequest& logged) { return !logged.done; });
    return request ? as_json(*request) : Json();
}

Look find_look(const std::string& what) {
    if (what == "push") return waiting_push;
    if (what == "outbox") return new_message;
    if (what == "request") return new_request;
    if (what == "arrival") return request_under_way;
    throw std::invalid_argument("what must be push, outbox, request or arrival");
}

}  // namespace

Answer wait_for(Org& org, const Call& call, Lock& lock) {
    const Look look = find_look(call.parameter("what"));
    const int asked = std::atoi(call.parameter("timeout_ms").c_str());
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(asked > 0 ? asked : 10'000);
    Json found;
    org.changed.wait_until(lock, deadline, [&] {
        found = look(org, call);
        return !found.is_null() || org.ending;
    });
    if (!found.is_null()) return ok(std::move(found));
    return {408, {{"error", "nothing came in time"}}, {}, "", ""};
}

}  // namespace okta_factor::emulator
