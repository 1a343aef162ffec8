// SPDX-License-Identifier: MIT
#include "tests/emulator/control.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "tests/emulator/org_file.h"
#include "tests/emulator/otp.h"
#include "tests/emulator/push.h"
#include "tests/emulator/views.h"

namespace okta_factor::emulator {
namespace {

Answer complaint(int status, std::string_view text) {
    return {status, {{"error", text}}, {}, "", ""};
}

Json body_of(const Call& call) {
    const Json body = call.body.empty() ? Json::object() : Json::parse(call.body, nullptr, false);
    if (!body.is_object()) throw std::invalid_argument("the body must be a JSON object");
    return body;
}

Answer decide(Org& org, const Call& call, bool approve) {
    const Json body = body_of(call);
    PushChoice choice{body.value("user", ""), body.value("factorId", ""), std::nullopt};
    if (body.contains("number")) choice.number = body["number"].get<int>();
    Transaction* push = decide_push(org, choice, approve);
    return push ? ok(push_view(org, *push)) : complaint(404, "no push is waiting");
}

Answer approve(Org& org, const Call& call) {
    return decide(org, call, true);
}

Answer reject(Org& org, const Call& call) {
    return decide(org, call, false);
}

Answer set_push(Org& org, const Call& call) {
    read_push(org.push, body_of(call));
    return no_content();
}

Answer list_pushes(Org& org, const Call&) {
    std::vector<Transaction*> pushes;
    for (auto& entry : org.transactions)
        pushes.push_back(&entry.second);
    std::ranges::sort(pushes, {}, &Transaction::sequence);
    Json all = Json::array();
    for (Transaction* push : pushes) {
        org.settle(*push);
        all.push_back(push_view(org, *push));
    }
    return ok(std::move(all));
}

Answer list_messages(Org& org, const Call& call) {
    const std::string user = call.parameter("user");
    Json all = Json::array();
    for (const Message& message : org.outbox)
        if (user.empty() || equal_ignoring_case(message.user_login, user))
            all.push_back(message_view(message));
    return ok(std::move(all));
}

Answer tell_code(Org& org, const Call& call) {
    User* user = org.find_user(call.parameter("user"));
    if (!user) return complaint(404, "no such user");
    const std::string id = call.parameter("factorId");
    const std::string type = call.parameter("factorType");
    const std::string provider = call.parameter("provider");
    for (Factor& factor : user->factors) {
        if (!id.empty() && factor.id != id) continue;
        if (!type.empty() && factor.type != type) continue;
        if (!provider.empty() && factor.provider != provider) continue;
        const std::string code = current_code(factor, org.now());
        if (code.empty()) continue;
        return ok({{"code", code}, {"factorId", factor.id}, {"factorType", factor.type}});
    }
    return complaint(404, "no factor of theirs has a code now");
}

Answer list_requests(Org& org, const Call&) {
    Json all = Json::array();
    for (const LoggedRequest& request : org.requests.entries())
        all.push_back(as_json(request));
    return ok(std::move(all));
}

Answer forget_requests(Org& org, const Call&) {
    org.requests.clear();
    return no_content();
}

Answer tell_user(Org& org, const Call& call) {
    const User* user = org.find_user(call.parameter("user"));
    if (!user) return complaint(404, "no such user");
    Json view = user_view(*user, "");
    view["wrong_codes"] = user->wrong_codes;
    return ok(std::move(view));
}

/// {"login", "status"?, "groups"?, "factors"? …}: a known user is changed, a new one added.
Answer set_user(Org& org, const Call& call) {
    const Json body = body_of(call);
    User fresh = read_user(body);
    const auto known = std::ranges::find_if(
        org.users, [&](const User& user) { return equal_ignoring_case(user.login, fresh.login); });
    if (known == org.users.end()) {
        org.users.push_back(std::move(fresh));
        return ok(user_view(org.users.back(), ""));
    }
    if (body.contains("id")) known->id = fresh.id;
    if (body.contains("status")) known->status = fresh.status;
    if (body.contains("groups")) known->groups = fresh.groups;
    if (body.contains("factors")) known->factors = fresh.factors;
    if (body.contains("profile")) known->profile = fresh.profile;
    if (known->status != "LOCKED_OUT") known->wrong_codes = 0;
    if (body.contains("new_login")) known->login = body["new_login"].get<std::string>();
    return ok(user_view(*known, ""));
}

Answer remove_user(Org& org, const Call& call) {
    const std::string login = call.parameter("user");
    const auto removed = std::erase_if(
        org.users, [&](const User& user) { return equal_ignoring_case(user.login, login); });
    return removed ? no_content() : complaint(404, "no such user");
}

Answer set_latency(Org& org, const Call& call) {
    org.latency = std::chrono::milliseconds(body_of(call).at("milliseconds").get<int>());
    return no_content();
}

Answer set_clock(Org& org, const Call& call) {
    org.clock_offset = std::chrono::seconds(body_of(call).at("offset_seconds").get<int>());
    return no_content();
}

/// The org file's limits, and "remaining": what is left of this minute.
Answer set_limits(Org& org, const Call& call) {
    const Json body = body_of(call);
    read_limits(org.limits, body);
    org.rate.clear();
    if (body.contains("remaining")) {
        const int remaining = body["remaining"].get<int>();
        org.rate.leave("factors", org.limits.per_minute, remaining, org.now());
        org.rate.leave("users", org.limits.users_per_minute, remaining, org.now());
    }
    return no_content();
}

/// Tokens given out stop working, as when an administrator revokes them.
Answer revoke_tokens(Org& org, const Call&) {
    org.oauth.tokens.clear();
    return no_content();
}

Answer add_fault(Org& org, const Call& call) {
    const std::string error = org.faults.add(body_of(call));
    return error.empty() ? no_content() : complaint(400, error);
}

Answer list_faults(Org& org, const Call&) {
    return ok(org.faults.list());
}

Answer clear_faults(Org& org, const Call&) {
    org.faults.clear();
    return no_content();
}

/// The connections themselves are the doorkeeper's business.
Answer end_connections(Org&, const Call&) {
    return no_content();
}

constexpr std::array control_routes{
    Route{"POST", "/control/push", "", Access::open, set_push},
    Route{"POST", "/control/push/approve", "", Access::open, approve},
    Route{"POST", "/control/push/reject", "", Access::open, reject},
    Route{"GET", "/control/pushes", "", Access::open, list_pushes},
    Route{"GET", "/control/outbox", "", Access::open, list_messages},
    Route{"GET", "/control/code", "", Access::open, tell_code},
    Route{"GET", "/control/requests", "", Access::open, list_requests},
    Route{"DELETE", "/control/requests", "", Access::open, forget_requests},
    Route{"POST", "/control/user", "", Access::open, set_user},
    Route{"DELETE", "/control/user", "", Access::open, remove_user},
    Route{"GET", "/control/user", "", Access::open, tell_user},
    Route{"DELETE", "/control/connections", "", Access::open, end_connections},
    Route{"POST", "/control/latency", "", Access::open, set_latency},
    Route{"POST", "/control/clock", "", Access::open, set_clock},
    Route{"POST", "/control/limits", "", Access::open, set_limits},
    Route{"DELETE", "/control/tokens", "", Access::open, revoke_tokens},
    Route{"GET", "/control/faults", "", Access::open, list_faults},
    Route{"POST", "/control/faults", "", Access::open, add_fault},
    Route{"DELETE", "/control/faults", "", Access::open, clear_faults},
};

}  // namespace

Json push_view(Org& org, Transaction& push) {
    const User* user = org.user_by_id(push.user_id);
    Json view{{"transaction", push.id},
              {"user", user ? user->login : ""},
              {"factorId", push.factor_id},
              {"result", push.result},
              {"expiresAt", iso_time(push.expires_at)},
              {"choices", push.choices},
              {"user_agent", push.user_agent},
              {"x_forwarded_for", push.client_address},
              {"polls", push.polls}};
    if (push.number) view["number"] = *push.number;
    return view;
}

Json message_view(const Message& message) {
    return {{"seq", message.sequence},
            {"user", message.user_login},
            {"factorId", message.factor_id},
            {"factorType", message.factor_type},
            {"to", message.to},
            {"code", message.code},
            {"sent_at", iso_time(message.sent_at)}};
}

Answer control(Org& org, const Call& call, const Doorkeeper& doorkeeper) {
    try {
        Lock lock(org.mutex);
        if (call.path == "/control/wait" && call.method == "GET") return wait_for(org, call, lock);
        const Match match = find_route(control_routes, call.method, call.path);
        if (!match.route)
            return complaint(match.path_known ? 405 : 404, "the control door knows no such call");
        Answer answer = match.route->handler(org, call);
        org.changed.notify_all();
        lock.unlock();
        if (call.path == "/control/faults") doorkeeper.apply_faults();
        if (call.path == "/control/connections") doorkeeper.hang_up_all();
        return answer;
    } catch (const std::exception& error) {
        return complaint(400, error.what());
    }
}

}  // namespace okta_factor::emulator
