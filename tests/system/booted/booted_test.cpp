// SPDX-License-Identifier: MIT
#include "tests/system/booted/booted_test.h"

#include <httplib.h>

namespace okta_factor::booted {
namespace {

void control(const std::string& method, const std::string& path, const std::string& body) {
    httplib::Client client("http://127.0.0.1:8080");
    const auto answer =
        method == "POST" ? client.Post(path, body, "application/json") : client.Delete(path);
    ASSERT_TRUE(answer) << path;
    EXPECT_LT(answer->status, 300) << path << ": " << answer->body;
}

}  // namespace

std::unique_ptr<test::Terminal> BootedTest::alice_logs_in(const std::string& line) {
    auto terminal = machine().types(line);
    terminal->expect("Choose 1-5");
    terminal->enter("1");
    terminal->expect("tap 42, then press Enter");
    phone().approve("alice@acme.com", 42);
    terminal->expect(": ");
    terminal->enter("");
    return terminal;
}

void BootedTest::enter_code(test::Terminal& terminal, const std::string& name) {
    shift_org_clock(30 * machine().count("codes"));
    terminal.enter(phone().code(name + "@acme.com", "token:software:totp"));
}

void set_policy(const std::string& rules) {
    machine().write("/etc/okta-factor.conf.d/50-test.conf", rules);
    machine().must("okta-factorctl reload");
}

void break_org(const std::string& fault) {
    control("POST", "/control/faults", fault);
}

void mend_org() {
    control("DELETE", "/control/faults", "");
}

void shift_org_clock(int seconds) {
    control("POST", "/control/clock", R"({"offset_seconds": )" + std::to_string(seconds) + "}");
}

void set_pushes(const std::string& behaviour) {
    control("POST", "/control/push", behaviour);
}

}  // namespace okta_factor::booted
