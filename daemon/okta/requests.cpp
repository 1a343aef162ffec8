// SPDX-License-Identifier: MIT
#include "daemon/okta/requests.h"

#include <arpa/inet.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/utf8.h"
#include "daemon/okta/json_document.h"
#include "daemon/okta/login_name.h"

namespace okta_factor::okta {
namespace {

using http::Method;

bool is_numeric_address(const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
           inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

Secret json_body(const char* name, nlohmann::json value) {
    nlohmann::json object;
    object[name] = std::move(value);
    Secret body{object.dump()};
    erase_strings(object);
    return body;
}

Call get(std::string url, Subject subject) {
    Call call;
    call.url = std::move(url);
    call.subject = subject;
    return call;
}

Call post(std::string url, std::optional<Secret> body) {
    Call call;
    call.method = Method::post;
    call.url = std::move(url);
    call.body = std::move(body);
    call.subject = Subject::factor;
    return call;
}

Call in_turn(Turn turn, Call call) {
    call.turn = turn;
    return call;
}

}  // namespace

std::string user_agent(std::string_view version) {
    const std::string product{version};
    return "Mozilla/5.0 (Linux; okta-factor/" + product + ") okta-factord/" + product;
}

Requests::Requests(std::string org_url, std::string_view version)
    : org_url_(std::move(org_url)), user_agent_("User-Agent: " + user_agent(version)) {}

std::string Requests::user_url(std::string_view id) const {
    return org_url_ + "/api/v1/users/" + std::string{id};
}

Call Requests::find_user(std::string_view login) const {
    return in_turn(Turn::begins, get(user_url(percent_encode(login)), Subject::user));
}

Call Requests::read_user(std::string_view id) const {
    return get(user_url(id), Subject::user);
}

Call Requests::factors(std::string_view user_id) const {
    return in_turn(Turn::is_known, get(user_url(user_id) + "/factors", Subject::user));
}

Call Requests::groups(std::string_view user_id) const {
    return in_turn(Turn::is_known, get(user_url(user_id) + "/groups?limit=200", Subject::user));
}

Call Requests::next_groups(std::string_view link) const {
    return get(std::string{link}, Subject::user);
}

Call Requests::challenge(std::string_view user_id, const Factor& factor,
                         const ChallengeOptions& options) const {
    std::optional<Secret> body;
    if (factor.kind == FactorKind::push && options.number_matching)
        body = json_body("useNumberMatchingChallenge", true);
    auto call = post(user_url(user_id) + "/factors/" + factor.id + "/verify", std::move(body));
    if (is_numeric_address(options.client_address)) call.client_address = options.client_address;
    return call;
}

std::optional<Call> Requests::verify(std::string_view user_id, const Factor& factor,
                                     const Secret& passcode) const {
    if (!is_utf8(passcode.reveal())) return std::nullopt;
    const char* name = factor.kind == FactorKind::question ? "answer" : "passCode";
    return post(user_url(user_id) + "/factors/" + factor.id + "/verify",
                json_body(name, passcode.reveal()));
}

Call Requests::poll(const Transaction& transaction) const {
    return get(transaction.poll_url, Subject::transaction);
}

Call Requests::cancel(const Transaction& transaction) const {
    auto call = get(transaction.cancel_url, Subject::transaction);
    call.method = Method::del;
    return call;
}

Call Requests::probe() const {
    return get(org_url_ + "/.well-known/okta-organization", Subject::user);
}

http::Request Requests::build(const Call& call, std::chrono::milliseconds timeout) const {
    http::Request request;
    request.method = call.method;
    request.url = call.url;
    request.timeout = timeout;
    request.headers = {user_agent_, "Accept: application/json"};
    if (!call.client_address.empty())
        request.headers.push_back("X-Forwarded-For: " + call.client_address);
    if (call.body) {
        request.headers.emplace_back("Content-Type: application/json");
        request.body = call.body->clone();
    }
    return request;
}

}  // namespace okta_factor::okta
