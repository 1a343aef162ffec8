// SPDX-License-Identifier: MIT
#include "tests/integration/daemon/org.h"

#include <httplib.h>

#include <fstream>
#include <stdexcept>

namespace okta_factor::integration {
namespace {

json org_file() {
    return {{"api_tokens", {Org::api_token, {{"token", "00no-role-token"}, {"role", ""}}}},
            {"limits", {{"per_minute", 0}, {"users_per_minute", 0}, {"concurrent", 0}}},
            {"users", json::array()}};
}

test::Command emulator(const std::string& folder, const std::string& output) {
    const auto file = folder + "/org.json";
    std::ofstream(file) << org_file();
    return {.arguments = {OKTA_FACTOR_EMULATOR, "--org", file, "--listen", "127.0.0.1:0",
                          "--control", "127.0.0.1:0", "--tls-dir", folder + "/tls"},
            .output = output};
}

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

// Okta counts what it sends by phone and address, so everybody has their own.
json with_own_addresses(std::vector<json> factors, const std::string& number) {
    for (auto& factor : factors)
        for (const char* kind : {"phoneNumber", "email"})
            if (factor.contains("profile") && factor["profile"].value(kind, "") == "*")
                factor["profile"][kind] = kind == std::string_view{"email"}
                                              ? "person" + number + "@acme.com"
                                              : "+1 XXX-XXX-" + number;
    return factors;
}

std::string named(const std::string& method, const std::string& path) {
    return "&method=" + method + "&path=" + httplib::detail::encode_query_param(path);
}

constexpr std::chrono::milliseconds usual_patience = std::chrono::seconds(20);
constexpr char json_type[] = "application/json";

}  // namespace

Org::Org(const std::string& folder) : process_(emulator(folder, output_.path())) {
    const auto line = output_.next_line();
    const auto about = json::parse(line.value_or(""), nullptr, false);
    if (!about.is_object())
        throw std::runtime_error("okta-emulator did not start: " + line.value_or(""));
    url_ = about.at("org_url");
    control_url_ = about.at("control_url");
    ca_file_ = about.at("ca_file");
}

Person Org::add(const std::vector<json>& factors, const json& more) {
    Person person;
    const auto number = std::to_string(++people_);
    person.name = "person" + number;
    person.login = person.name + "@acme.com";
    person.id = "00uperson" + std::string(11 - number.size(), '0') + number;
    json user{{"login", person.login},
              {"id", person.id},
              {"factors", with_own_addresses(factors, number)}};
    user.update(more);
    post("/control/user", user);
    return person;
}

void Org::change(const Person& person, const json& fields) {
    json user{{"login", person.login}};
    user.update(fields);
    post("/control/user", user);
}

Push Org::wait_for_push(const Person& person) const {
    const auto seen = wait("push&user=" + person.login);
    Push push{seen.at("transaction"), seen.at("factorId"), std::nullopt};
    if (seen.contains("number")) push.number = seen.at("number");
    return push;
}

void Org::approve(const Person& person, std::optional<int> number) const {
    json body{{"user", person.login}};
    if (number) body["number"] = *number;
    post("/control/push/approve", body);
}

void Org::reject(const Person& person) const {
    post("/control/push/reject", {{"user", person.login}});
}

std::string Org::code(const Person& person, const std::string& factor_type,
                      const std::string& provider) {
    const std::string code = get("/control/code?user=" + person.login +
                                 "&factorType=" + factor_type + "&provider=" + provider)
                                 .at("code");
    keep_secret(code);
    return code;
}

std::string Org::message(const Person& person) {
    const std::string code = wait("outbox&user=" + person.login).at("code");
    keep_secret(code);
    return code;
}

json Org::look_for_request(const std::string& method, const std::string& path,
                           std::chrono::milliseconds patience) const {
    return look("request" + named(method, path), patience);
}

void Org::wait_for_arrival(const std::string& method, const std::string& path) const {
    static_cast<void>(wait("arrival" + named(method, path)));
}

json Org::wait_for_request(const std::string& method, const std::string& path) const {
    auto request = look_for_request(method, path, usual_patience);
    if (request.is_null()) throw std::runtime_error("never asked: " + method + ' ' + path);
    return request;
}

json Org::requests() const {
    json seen = json::array();
    for (auto& request : get("/control/requests"))
        if (!request.at("path").get<std::string>().starts_with("/.well-known/"))
            seen.push_back(std::move(request));
    return seen;
}

void Org::forget_requests() const {
    remove("/control/requests");
}

void Org::break_down(const json& fault) const {
    post("/control/faults", fault);
}

void Org::mend() const {
    remove("/control/faults");
}

void Org::set_push(const json& settings) const {
    post("/control/push", settings);
}

void Org::set_latency(std::chrono::milliseconds latency) const {
    post("/control/latency", {{"milliseconds", latency.count()}});
}

void Org::set_limits(const json& limits) const {
    post("/control/limits", limits);
}

std::set<std::string> Org::secrets() const {
    const std::lock_guard lock(mutex_);
    return secrets_;
}

void Org::keep_secret(const std::string& text) {
    const std::lock_guard lock(mutex_);
    secrets_.insert(text);
}

json Org::get(const std::string& path) const {
    return read(path, client(control_url_).Get(path));
}

void Org::post(const std::string& path, const json& body) const {
    read(path, client(control_url_).Post(path, body.dump(), json_type));
}

void Org::remove(const std::string& path) const {
    read(path, client(control_url_).Delete(path));
}

json Org::wait(const std::string& what) const {
    auto seen = look(what, usual_patience);
    if (seen.is_null()) throw std::runtime_error("never came: " + what);
    return seen;
}

json Org::look(const std::string& what, std::chrono::milliseconds patience) const {
    constexpr int nothing_came = 408;
    const auto path =
        "/control/wait?timeout_ms=" + std::to_string(patience.count()) + "&what=" + what;
    const auto result = client(control_url_).Get(path);
    if (result && result->status == nothing_came) return nullptr;
    return read(path, result);
}

}  // namespace okta_factor::integration
