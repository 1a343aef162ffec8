// SPDX-License-Identifier: MIT
#include "daemon/main/journal.h"

#include <sys/uio.h>
#include <systemd/sd-journal.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "common/protocol.h"
#include "daemon/login/factors.h"
#include "daemon/main/journal_text.h"

namespace okta_factor::daemon {
namespace {

using protocol::Verdict;

// What the daemon itself says of a login, and not Okta or the network.
bool explains_itself(login::Reason reason) {
    using login::Reason;
    return reason == Reason::policy_skip || reason == Reason::policy_deny ||
           reason == Reason::policy_unknown || reason == Reason::internal_error;
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
    text += ": " + fit_for_journal(facts.user) + " for " + fit_for_journal(facts.service);
    if (facts.target) text += " as " + fit_for_journal(*facts.target);
    if (facts.rhost) text += " from " + fit_for_journal(*facts.rhost);
    text += " (" + std::string{row.word};
    if (!record.outcome.detail.empty()) text += "; " + fit_for_journal(record.outcome.detail);
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
        {"LOGIN_USER", fit_for_journal(facts.user)},
        {"SERVICE", fit_for_journal(facts.service)},
        {"DURATION_MS", std::to_string(record.duration.count())},
    };
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) fields.emplace_back(name, fit_for_journal(value));
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
    add(explains_itself(record.outcome.reason) ? "DETAIL" : "OKTA_DETAIL", record.outcome.detail);
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

// A message may have lines of its own, as a list of mistakes has; none of them can do harm.
void Journal::write(int priority, std::string_view text) noexcept try {
    constexpr std::size_t longest_line = 4096;
    std::string message;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        message += fit_for_journal(line, longest_line) + '\n';
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    if (!message.empty()) message.pop_back();
    if (to_stderr_)
        std::fprintf(stderr, "%s%s\n", priority <= LOG_WARNING ? "warning: " : "", message.c_str());
    else
        sd_journal_send("MESSAGE=%s", message.c_str(), "PRIORITY=%i", priority,
                        "SYSLOG_IDENTIFIER=okta-factord", nullptr);
} catch (const std::exception&) {
    sd_journal_send("MESSAGE=Out of memory", "PRIORITY=2", "SYSLOG_IDENTIFIER=okta-factord",
                    nullptr);
}

}  // namespace okta_factor::daemon
