// SPDX-License-Identifier: MIT
#include "daemon/main/counters.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

namespace okta_factor::daemon {
namespace {

using login::Reason;
using std::chrono::milliseconds;

class Metrics : public testing::Test {
  protected:
    void ended(Reason reason, milliseconds duration,
               std::optional<okta::FactorKind> factor = std::nullopt) {
        login::Outcome outcome;
        outcome.reason = reason;
        outcome.factor = factor;
        counters_.count({facts_, "", "", "", outcome, duration});
    }
    [[nodiscard]] std::string text() const { return render(counters_, gauges_); }
    void expect_line(const std::string& line) const {
        EXPECT_NE(('\n' + text()).find('\n' + line + '\n'), std::string::npos)
            << line << "\nis not in\n"
            << text();
    }

    policy::LoginFacts facts_;
    Counters counters_;
    Gauges gauges_;
};

TEST_F(Metrics, count_logins_by_verdict_and_factor) {
    ended(Reason::push_approved, milliseconds{4000}, okta::FactorKind::push);
    ended(Reason::push_approved, milliseconds{4000}, okta::FactorKind::push);
    ended(Reason::push_rejected, milliseconds{4000}, okta::FactorKind::push);
    ended(Reason::policy_skip, milliseconds{0});
    expect_line(R"(okta_factor_logins_total{verdict="granted",factor="push"} 2)");
    expect_line(R"(okta_factor_logins_total{verdict="denied-final",factor="push"} 1)");
    expect_line(R"(okta_factor_logins_total{verdict="skipped",factor="none"} 1)");
}

TEST_F(Metrics, tell_how_long_logins_lasted) {
    ended(Reason::code_accepted, milliseconds{250});
    ended(Reason::code_accepted, milliseconds{30'000});
    ended(Reason::timed_out, milliseconds{600'000});
    expect_line(R"(okta_factor_login_duration_seconds_bucket{le="0.1"} 0)");
    expect_line(R"(okta_factor_login_duration_seconds_bucket{le="0.25"} 1)");
    expect_line(R"(okta_factor_login_duration_seconds_bucket{le="30"} 2)");
    expect_line(R"(okta_factor_login_duration_seconds_bucket{le="120"} 2)");
    expect_line(R"(okta_factor_login_duration_seconds_bucket{le="+Inf"} 3)");
    expect_line("okta_factor_login_duration_seconds_sum 630.25");
    expect_line("okta_factor_login_duration_seconds_count 3");
}

TEST_F(Metrics, tell_how_the_daemon_is) {
    gauges_.version = "1.2.3";
    gauges_.is_configured = true;
    gauges_.is_reachable = true;
    gauges_.active_logins = 7;
    gauges_.started_usec = 1'700'000'000'500'000;
    gauges_.quota_limit = 600;
    gauges_.quota_remaining = 598;
    gauges_.credential_valid_until_usec = 1'700'000'360'000'000;
    expect_line(R"(okta_factor_build_info{version="1.2.3"} 1)");
    expect_line("okta_factor_configuration_ok 1");
    expect_line("okta_factor_okta_reachable 1");
    expect_line("okta_factor_active_logins 7");
    expect_line("okta_factor_start_time_seconds 1700000000.5");
    expect_line("okta_factor_okta_quota_limit 600");
    expect_line("okta_factor_okta_quota_remaining 598");
    expect_line("okta_factor_credential_valid_until_seconds 1700000360");
}

TEST_F(Metrics, leave_out_what_is_not_known) {
    EXPECT_EQ(text().find("quota"), std::string::npos);
    EXPECT_EQ(text().find("credential"), std::string::npos);
}

TEST_F(Metrics, keep_to_the_text_format) {
    ended(Reason::push_approved, milliseconds{4000}, okta::FactorKind::push);
    gauges_.quota_limit = gauges_.quota_remaining = 1;
    const std::regex comment{R"(# (HELP|TYPE) okta_factor_[a-z_]+ .+)"};
    const std::regex sample{
        R"(okta_factor_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.]+)"};
    std::istringstream lines{text()};
    std::set<std::string> families;
    for (std::string line; std::getline(lines, line);) {
        EXPECT_TRUE(std::regex_match(line, comment) || std::regex_match(line, sample)) << line;
        if (!line.starts_with("# TYPE")) continue;
        EXPECT_TRUE(families.insert(line).second) << line;
    }
    EXPECT_GE(families.size(), 8U);
    EXPECT_EQ(text().back(), '\n');
}

}  // namespace
}  // namespace okta_factor::daemon
