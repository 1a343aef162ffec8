// SPDX-License-Identifier: MIT
#include "daemon/main/counters.h"

#include <iomanip>
#include <locale>
#include <sstream>
#include <string_view>

#include "common/protocol.h"
#include "daemon/login/factors.h"

namespace okta_factor::daemon {
namespace {

constexpr double milliseconds_per_second = 1e3;
constexpr double microseconds_per_second = 1e6;

class Page {
  public:
    Page() { text_.imbue(std::locale::classic()); }

    void family(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        text_ << "# HELP okta_factor_" << name << ' ' << help << "\n# TYPE okta_factor_" << name
              << ' ' << type << '\n';
    }
    template <class Value>
    void sample(const Value& value, std::string_view labels = {}, std::string_view suffix = {}) {
        text_ << "okta_factor_" << name_ << suffix << labels << ' ' << std::setprecision(15)
              << value << '\n';
    }
    template <class Value>
    void gauge(std::string_view name, std::string_view help, const Value& value) {
        family(name, "gauge", help);
        sample(value);
    }
    [[nodiscard]] std::string text() const { return text_.str(); }

  private:
    std::ostringstream text_;
    std::string_view name_;
};

std::string bound_label(double bound) {
    std::ostringstream label;
    label.imbue(std::locale::classic());
    label << "{le=\"" << bound << "\"}";
    return label.str();
}

void write_durations(Page& page, const Counters& counters) {
    page.family("login_duration_seconds", "histogram",
                "How long logins lasted, their person included.");
    for (std::size_t i = 0; i < Counters::bounds.size(); ++i)
        page.sample(counters.durations()[i], bound_label(Counters::bounds[i]), "_bucket");
    page.sample(counters.durations().back(), "{le=\"+Inf\"}", "_bucket");
    page.sample(static_cast<double>(counters.total_duration().count()) / milliseconds_per_second,
                {}, "_sum");
    page.sample(counters.durations().back(), {}, "_count");
}

}  // namespace

void Counters::count(const login::AuditRecord& record) {
    const auto verdict = protocol::to_word(login::row(record.outcome.reason).verdict);
    const auto factor = record.outcome.factor ? login::traits(*record.outcome.factor).word : "none";
    ++logins_[{std::string{verdict}, std::string{factor}}];
    total_ += record.duration;
    const auto lasted = std::chrono::duration<double>(record.duration).count();
    for (std::size_t i = 0; i < bounds.size(); ++i)
        if (lasted <= bounds[i]) ++durations_[i];
    ++durations_.back();
}

std::string render(const Counters& counters, const Gauges& gauges) {
    Page page;
    page.family("build_info", "gauge", "The running daemon.");
    page.sample(1, "{version=\"" + gauges.version + "\"}");
    page.gauge("start_time_seconds", "When the daemon started.",
               static_cast<double>(gauges.started_usec) / microseconds_per_second);
    page.gauge("configuration_ok", "1 while the configuration files are what is in force.",
               gauges.is_configured ? 1 : 0);
    page.gauge("okta_reachable", "1 while Okta answers.", gauges.is_reachable ? 1 : 0);
    page.gauge("active_logins", "Logins under way.", gauges.active_logins);
    if (gauges.quota_limit && gauges.quota_remaining) {
        page.gauge("okta_quota_limit", "Requests that the org allows in its window.",
                   *gauges.quota_limit);
        page.gauge("okta_quota_remaining", "Requests left in the window, as last seen.",
                   *gauges.quota_remaining);
    }
    if (gauges.credential_valid_until_usec)
        page.gauge(
            "credential_valid_until_seconds", "When the access token in use ends.",
            static_cast<double>(*gauges.credential_valid_until_usec) / microseconds_per_second);
    page.family("logins_total", "counter", "Logins that ended, by verdict and factor.");
    for (const auto& [kind, number] : counters.logins())
        page.sample(number, "{verdict=\"" + kind.first + "\",factor=\"" + kind.second + "\"}");
    write_durations(page, counters);
    return page.text();
}

}  // namespace okta_factor::daemon
