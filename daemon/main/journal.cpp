// SPDX-License-Identifier: MIT
#include "daemon/main/journal.h"

#include <sys/uio.h>
#include <systemd/sd-journal.h>

#include <cstdio>

#include "common/protocol.h"
#include "daemon/login/factors.h"
#include "daemon/login/terminal_text.h"

namespace okta_factor::daemon {
namespace {

using protocol::Verdict;

constexpr std::size_t longest_field = 512;  // of what callers and Okta say; ours are short

std::string fit(const std::string& text) {
    return login::fit_for_terminal(text, longest_field);
}

int priority_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::granted:
        case Verdict::skipped:
        case Verdict::cancelled:
            return LOG_INFO;
        case Verdict::denied:
        case Verdict::denied_final:
            return LOG_NOTICE;
        case Verdict::unavailable:
            return LOG_ERR;
    }
    return LOG_ERR;
}

// "granted: alice for sshd from 10.0.0.7 (push-approved)"
std::string message_of(const login::AuditRecord& record, const login::ReasonRow& row) {
    const auto& facts = record.facts;
    std::string text{protocol::to_word(row.verdict)};
    text += ": " + fit(facts.user) + " for " + fit(facts.service);
    if (facts.target) text += " as " + fit(*facts.target);
    if (facts.rhost) text += " from " + fit(*facts.rhost);
    text += " (" + std::string{row.word};
    if (!record.outcome.detail.empty()) text += "; " + fit(record.outcome.detail);
    return text + ")";
}

}  // namespace

std::vector<Journal::Field> Journal::fields(const login::AuditRecord& record) {
    const auto& row = login::row(record.outcome.reason);
    const auto& facts = record.facts;
    const bool loud = record.outcome.reason == login::Reason::unreachable_allowed ||
                      record.outcome.reason == login::Reason::recovery_code_accepted;
    std::vector<Field> fields{
        {"MESSAGE", message_of(record, row)},
        {"MESSAGE_ID", login_message_id},
        {"PRIORITY", std::to_string(loud ? LOG_WARNING : priority_of(row.verdict))},
        {"SYSLOG_IDENTIFIER", "okta-factord"},
        {"VERDICT", std::string{protocol::to_word(row.verdict)}},
        {"REASON", std::string{row.word}},
        {"LOGIN_USER", fit(facts.user)},
        {"SERVICE", fit(facts.service)},
        {"DURATION_MS", std::to_string(record.duration.count())},
    };
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) fields.emplace_back(name, fit(value));
    };
    add("TARGET", facts.target.value_or(""));
    add("RHOST", facts.rhost.value_or(""));
    add("TTY", facts.tty.value_or(""));
    add("COMMAND", facts.command.value_or(""));
    add("RULE", record.rule);
    if (record.outcome.factor)
        add("FACTOR", std::string{login::traits(*record.outcome.factor).word});
    add("OKTA_LOGIN", record.okta_login);
    add("OKTA_USER_ID", record.okta_user_id);
    add("OKTA_REQUEST_ID", record.outcome.request_id);
    add("OKTA_DETAIL", record.outcome.detail);
    return fields;
}

void Journal::record(const login::AuditRecord& record) {
    std::vector<std::string> lines;
    for (const auto& [name, value] : fields(record))
        lines.push_back(std::string{name} + '=' + value);
    if (to_stderr_) {
        std::string text = "login:";
        for (std::size_t i = 1; i < lines.size(); ++i)
            if (!lines[i].starts_with("MESSAGE_ID") && !lines[i].starts_with("PRIORITY") &&
                !lines[i].starts_with("SYSLOG"))
                text += ' ' + lines[i];
        std::fprintf(stderr, "%s\n", text.c_str());
        return;
    }
    std::vector<iovec> vectors;
    vectors.reserve(lines.size());
    for (auto& line : lines)
        vectors.push_back({line.data(), line.size()});
    sd_journal_sendv(vectors.data(), static_cast<int>(vectors.size()));
}

void Journal::write(int priority, std::string_view text) noexcept {
    const auto length = static_cast<int>(text.size());
    if (to_stderr_)
        std::fprintf(stderr, "%s%.*s\n", priority <= LOG_WARNING ? "warning: " : "", length,
                     text.data());
    else
        sd_journal_send("MESSAGE=%.*s", length, text.data(), "PRIORITY=%i", priority,
                        "SYSLOG_IDENTIFIER=okta-factord", nullptr);
}

}  // namespace okta_factor::daemon
