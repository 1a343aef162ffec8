// SPDX-License-Identifier: MIT
// What the administrator is told of the running daemon.
#include <chrono>

#include "daemon/login/by_recovery_code.h"
#include "daemon/login/factors.h"
#include "daemon/main/okta_factord.h"
#include "daemon/state/durable_file.h"

namespace okta_factor::daemon {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

/// `id`: whose limit it is; recovery codes are counted under an id of their own.
std::string_view word_of(login::LimitKind kind, const std::string& id) {
    switch (kind) {
        case login::LimitKind::wrong_codes:
            return id.starts_with(login::recovery_limit_id("")) ? "recovery-codes" : "wrong-codes";
        case login::LimitKind::pushes:
            return "pushes";
        case login::LimitKind::rejected_push:
            return "rejected-push";
        case login::LimitKind::texts:
            return "text-messages";
        case login::LimitKind::calls:
            return "calls";
        case login::LimitKind::emails:
            return "emails";
        case login::LimitKind::logins_at_once:
            return "logins-at-once";
        case login::LimitKind::logins_begun:
            return "logins-begun";
    }
    return "unknown";
}

std::string credential_word(const policy::OktaSettings& settings) {
    if (settings.client_id.empty()) return "token";
    return settings.dpop ? "oauth-dpop" : "oauth";
}

bus::Session session_of(const policy::LoginFacts& facts) {
    bus::Session session;
    session.is_running = true;
    session.user = facts.user;
    session.uid = facts.uid;
    session.service = facts.service;
    session.target = facts.target.value_or("");
    session.tty = facts.tty.value_or("");
    session.session = facts.session.value_or("");
    session.rhost = facts.rhost.value_or("");
    return session;
}

bus::Session session_of(const login::Remembered::Entry& entry) {
    bus::Session session;
    session.user = entry.user;
    session.uid = entry.place.uid;
    session.service = entry.service;
    session.target = entry.place.target;
    session.tty = entry.tty;
    session.session = entry.place.session;
    session.factor = login::traits(entry.confirmation.factor).word;
    return session;
}

std::uint64_t usec(std::chrono::system_clock::time_point time) {
    return static_cast<std::uint64_t>(duration_cast<microseconds>(time.time_since_epoch()).count());
}

}  // namespace

std::uint64_t OktaFactord::realtime_of(loop::TimePoint time) const {
    return usec(loop_.wall_time() + duration_cast<microseconds>(time - loop_.now()));
}

bus::Report OktaFactord::report() const {
    bus::Report report;
    report.state_directory = state::state_directory().has_value();
    report.configuration = configuration_state();
    report.failures = ledger_.failures();
    for (const auto& [id, login, hit] : limits_.in_force())
        report.limits.push_back({id, login, std::string{word_of(hit.kind, id)},
                                 static_cast<std::uint32_t>(hit.wait.count())});
    if (!policy_ || !organization_) return report;
    report.credential = credential_word(policy_->okta);
    if (const auto until = organization_->authorizer->valid_until())
        report.credential_valid_until = usec(*until);
    report.scopes = organization_->authorizer->scopes();
    if (const auto skew = okta_->clock_skew())
        report.clock_skew_ms = duration_cast<std::chrono::milliseconds>(*skew).count();
    if (const auto quota = okta_->quota())
        report.quota = {static_cast<std::uint32_t>(quota->limit),
                        static_cast<std::uint32_t>(quota->remaining),
                        realtime_of(quota->resets_at)};
    return report;
}

std::vector<bus::Session> OktaFactord::sessions() const {
    std::vector<bus::Session> sessions;
    for (const auto& [number, running] : running_) {
        auto session = session_of(running.login->facts());
        session.since_usec = running.since_usec;
        sessions.push_back(std::move(session));
    }
    const auto boot = remembered_.now();
    const auto realtime = [&](std::chrono::nanoseconds since_boot) {
        return usec(loop_.wall_time() + duration_cast<microseconds>(since_boot - boot));
    };
    for (const auto& entry : remembered_.entries()) {
        auto session = session_of(entry);
        session.since_usec = realtime(entry.since);
        session.until_usec = realtime(entry.until);
        sessions.push_back(std::move(session));
    }
    return sessions;
}

std::uint32_t OktaFactord::forget(const std::string& user) {
    const auto forgotten =
        user.empty() ? remembered_.forget_everything() : remembered_.forget(user);
    if (forgotten > 0)
        journal_.notice("Confirmations were forgotten, as asked: " + std::to_string(forgotten));
    return static_cast<std::uint32_t>(forgotten);
}

Gauges OktaFactord::gauges() const {
    const auto now = report();
    Gauges gauges;
    gauges.version = OKTA_FACTOR_VERSION;
    gauges.is_configured = now.configuration == "current";
    gauges.is_reachable = reachable();
    gauges.active_logins = active_logins();
    gauges.started_usec = since_usec_;
    if (now.quota) {
        gauges.quota_limit = now.quota->limit;
        gauges.quota_remaining = now.quota->remaining;
    }
    if (now.credential_valid_until) gauges.credential_valid_until_usec = now.credential_valid_until;
    return gauges;
}

}  // namespace okta_factor::daemon
