// SPDX-License-Identifier: MIT
#include "daemon/main/journal.h"

#include <sys/uio.h>
#include <systemd/sd-journal.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "common/protocol.h"
#include "daemon/login/factors.h"

namespace okta_factor::daemon {
namespace {

using protocol::Verdict;

constexpr std::size_t longest_field = 512;  // bytes of what callers and Okta say; ours are short

struct Character {
    char32_t point = 0;
    std::size_t bytes = 0;  // 0: no UTF-8 (RFC 3629)
};

Character first_character(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
    if (byte(0) < 0x80) return {byte(0), 1};
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};  // by length
    const std::size_t length = byte(0) < 0xC0 ? 0 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
    if (length == 0 || byte(0) > 0xF4 || text.size() < length) return {};
    char32_t point = byte(0) & (0xFFU >> (length + 1));
    for (std::size_t at = 1; at < length; ++at) {
        if ((byte(at) & 0xC0U) != 0x80) return {};
        point = point << 6U | (byte(at) & 0x3FU);
    }
    const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < least[length] || is_surrogate || point > 0x10FFFF) return {};
    return {point, length};
}

bool is_bidi_control(char32_t point) {
    return point == 0x061C || point == 0x200E || point == 0x200F ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

std::string escaped(const char* pattern, unsigned value) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), pattern, value);
    return text.data();
}

// As it is, for two people must not look like one; but nothing in it can break a line, act on a
// terminal or turn the order of what follows.
std::string fit(std::string_view text) {
    constexpr std::string_view ellipsis = "...";
    std::string field;
    std::size_t most_to_keep = 0;  // should it be too long
    while (!text.empty()) {
        const auto [point, bytes] = first_character(text);
        const auto taken = std::max<std::size_t>(bytes, 1);
        if (bytes <= 1 && (bytes == 0 || point < ' ' || point == 0x7F))
            field += escaped("\\x%02x", static_cast<std::uint8_t>(text.front()));
        else if ((point >= 0x80 && point < 0xA0) || is_bidi_control(point))
            field += escaped("\\u{%04x}", static_cast<unsigned>(point));
        else
            field += text.substr(0, taken);
        if (field.size() > longest_field) {
            field.resize(most_to_keep);
            return field.append(ellipsis);
        }
        if (field.size() <= longest_field - ellipsis.size()) most_to_keep = field.size();
        text.remove_prefix(taken);
    }
    return field;
}

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
