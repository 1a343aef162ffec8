// SPDX-License-Identifier: MIT
#include "tests/system/phone.h"

#include <httplib.h>

#include <stdexcept>

namespace okta_factor::system_test {

using nlohmann::json;

namespace {

json read(const std::string& path, const httplib::Result& result) {
    if (!result) throw std::runtime_error(path + ": " + httplib::to_string(result.error()));
    if (result->status != 200 && result->status != 204)
        throw std::runtime_error(path + ": " + std::to_string(result->status) + ' ' + result->body);
    return result->body.empty() ? json() : json::parse(result->body);
}

httplib::Client client(const std::string& url) {
    httplib::Client made(url);
    made.set_read_timeout(60);
    return made;
}

}  // namespace

json Phone::get(const std::string& path) const {
    return read(path, client(control_url_).Get(path));
}

void Phone::post(const std::string& path, const json& body) const {
    read(path, client(control_url_).Post(path, body.dump(), "application/json"));
}

void Phone::approve(const std::string& login, std::optional<int> number) const {
    json body{{"user", login}};
    if (number) body["number"] = *number;
    post("/control/push/approve", body);
}

void Phone::reject(const std::string& login) const {
    post("/control/push/reject", {{"user", login}});
}

bool Phone::wait_for_push(const std::string& login, int milliseconds) const {
    return comes("what=push&user=" + login, milliseconds);
}

std::string Phone::code(const std::string& login, const std::string& factor_type) const {
    return get("/control/code?user=" + login + "&factorType=" + factor_type).at("code");
}

std::string Phone::message(const std::string& login) const {
    return get("/control/wait?what=outbox&timeout_ms=20000&user=" + login).at("code");
}

std::vector<Phone::Push> Phone::waiting_pushes() const {
    std::vector<Push> waiting;
    for (const auto& push : get("/control/pushes")) {
        if (push.at("result") != "WAITING") continue;
        waiting.push_back({.login = push.at("user"), .number = std::nullopt});
        if (push.contains("number")) waiting.back().number = push.at("number");
    }
    return waiting;
}

std::vector<Phone::Message> Phone::messages() const {
    std::vector<Message> all;
    for (const auto& message : get("/control/outbox"))
        all.push_back({.to = message.at("to"), .code = message.at("code")});
    return all;
}

bool Phone::wait_for_request(const std::string& method, const std::string& path) const {
    return comes("what=request&method=" + method + "&path=" + path, 20000);
}

json Phone::requests() const {
    return get("/control/requests");
}

bool Phone::comes(const std::string& what, int milliseconds) const {
    const auto path = "/control/wait?" + what + "&timeout_ms=" + std::to_string(milliseconds);
    const auto result = client(control_url_).Get(path);
    if (result && result->status == 408) return false;
    read(path, result);
    return true;
}

}  // namespace okta_factor::system_test
