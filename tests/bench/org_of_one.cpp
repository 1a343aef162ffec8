// SPDX-License-Identifier: MIT
#include "tests/bench/org_of_one.h"

#include <httplib.h>

#include <fstream>
#include <stdexcept>

namespace okta_factor::bench {
namespace {

using nlohmann::json;

constexpr int most_codes = 1000;

// A YubiKey's one-time password: 44 letters of modhex, a different one each time.
std::string code_of(int number) {
    constexpr char letters[] = "cbdefghijklnrtuv";
    std::string code(44, 'c');
    for (std::size_t at = code.size(); number > 0; number /= 16)
        code[--at] = letters[number % 16];
    return code;
}

json org_file(int approved_after_ms) {
    json codes = json::array();
    for (int i = 0; i < most_codes; ++i)
        codes.push_back(code_of(i));
    const json yubikey{{"factorType", "token:hardware"}, {"provider", "YUBICO"}, {"codes", codes}};
    const json phone{
        {"factorType", "push"}, {"provider", "OKTA"}, {"profile", {{"name", "Gibson"}}}};
    return {{"api_tokens", {OrgOfOne::token}},
            {"limits", {{"per_minute", 0}, {"users_per_minute", 0}, {"concurrent", 0}}},
            {"push", {{"auto", "approve"}, {"after_ms", approved_after_ms}}},
            {"users", {{{"login", OrgOfOne::login}, {"factors", {yubikey, phone}}}}}};
}

test::Command emulator(const test::TempDir& folder, const std::string& output,
                       int approved_after_ms) {
    std::ofstream(folder / "org.json") << org_file(approved_after_ms);
    return {.arguments = {OKTA_FACTOR_EMULATOR, "--org", folder / "org.json", "--tls-dir",
                          folder / "tls"},
            .output = output};
}

}  // namespace

OrgOfOne::OrgOfOne(int approved_after_ms)
    : process_(emulator(folder_, output_.path(), approved_after_ms)) {
    const auto line = output_.next_line();
    const auto about = json::parse(line.value_or(""), nullptr, false);
    if (!about.is_object()) throw std::runtime_error("okta-emulator did not start");
    url_ = about.at("org_url");
    control_url_ = about.at("control_url");
}

std::string OrgOfOne::next_code() {
    return code_of(codes_typed_++ % most_codes);
}

void OrgOfOne::set_latency(int milliseconds) const {
    httplib::Client{control_url_}.Post(
        "/control/latency", json{{"milliseconds", milliseconds}}.dump(), "application/json");
}

void OrgOfOne::end_connections() const {
    httplib::Client{control_url_}.Delete("/control/connections");
}

void OrgOfOne::forget_requests() const {
    httplib::Client{control_url_}.Delete("/control/requests");
}

json OrgOfOne::requests() const {
    const auto answer = httplib::Client{control_url_}.Get("/control/requests");
    if (!answer) throw std::runtime_error("the emulated org does not answer");
    return json::parse(answer->body);
}

}  // namespace okta_factor::bench
