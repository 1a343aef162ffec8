// SPDX-License-Identifier: MIT
// Manager.Status, Manager.Sessions and Manager.Forget.
#include "daemon/bus/dictionary.h"
#include "daemon/bus/objects.h"
#include "daemon/bus/report.h"

namespace okta_factor::bus {
namespace {

void write_failure(sd_bus_message* message, const FailedLogin& failure) {
    Dictionary row{message};
    row.add("time", failure.time_usec);
    row.add("user", failure.user);
    row.add("service", failure.service);
    row.add("reason", failure.reason);
    row.add_known("detail", failure.detail);
    row.add_known("request_id", failure.request_id);
    row.close();
}

void write_limit(sd_bus_message* message, const LimitInForce& limit) {
    Dictionary row{message};
    row.add("okta_user_id", limit.okta_user_id);
    row.add_known("okta_login", limit.okta_login);
    row.add("kind", limit.kind);
    row.add("seconds_left", limit.seconds_left);
    row.close();
}

void write_text(sd_bus_message* message, const std::string& text) {
    check(sd_bus_message_append(message, "s", text.c_str()), "writing a text");
}

void write_report(sd_bus_message* message, const Report& report) {
    Dictionary status{message};
    status.add("credential", report.credential);
    status.add("credential_valid_until", report.credential_valid_until);
    status.add_list("scopes", "s", report.scopes, write_text);
    if (report.clock_skew_ms) status.add("clock_skew_ms", *report.clock_skew_ms);
    if (report.quota) {
        status.add("quota_limit", report.quota->limit);
        status.add("quota_remaining", report.quota->remaining);
        status.add("quota_reset", report.quota->reset_usec);
    }
    status.add("state_directory", report.state_directory);
    status.add("configuration", report.configuration);
    status.add_list("failures", "a{sv}", report.failures, write_failure);
    status.add_list("limits", "a{sv}", report.limits, write_limit);
    status.close();
}

void write_session(sd_bus_message* message, const Session& session) {
    Dictionary row{message};
    row.add("state", std::string{session.is_running ? "running" : "remembered"});
    row.add("user", session.user);
    if (session.uid) row.add("uid", *session.uid);
    row.add("service", session.service);
    row.add_known("target", session.target);
    row.add_known("tty", session.tty);
    row.add_known("session", session.session);
    row.add_known("rhost", session.rhost);
    row.add_known("factor", session.factor);
    row.add("since", session.since_usec);
    if (session.until_usec) row.add("until", session.until_usec);
    row.close();
}

Message answer_to(sd_bus_message* call) {
    sd_bus_message* raw = nullptr;
    check(sd_bus_message_new_method_return(call, &raw), "answering");
    return Message{raw};
}

}  // namespace

void Objects::status(sd_bus_message* message) {
    const auto answer = answer_to(message);
    write_report(answer.get(), host_.report());
    check(sd_bus_send(connection_, answer.get(), nullptr), "answering");
}

void Objects::sessions(sd_bus_message* message) {
    const auto answer = answer_to(message);
    check(sd_bus_message_open_container(answer.get(), 'a', "a{sv}"), "answering");
    for (const auto& session : host_.sessions())
        write_session(answer.get(), session);
    check(sd_bus_message_close_container(answer.get()), "answering");
    check(sd_bus_send(connection_, answer.get(), nullptr), "answering");
}

void Objects::forget(sd_bus_message* message) {
    const char* user = nullptr;
    check(sd_bus_message_read_basic(message, 's', &user), "reading a user");
    sd_bus_reply_method_return(message, "u", host_.forget(user));
}

}  // namespace okta_factor::bus
