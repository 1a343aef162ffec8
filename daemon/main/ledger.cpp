// SPDX-License-Identifier: MIT
#include "daemon/main/ledger.h"

#include "daemon/main/journal_text.h"

namespace okta_factor::daemon {
namespace {

using protocol::Verdict;

constexpr std::size_t most_failures = 10;
constexpr std::size_t longest_text = 256;

bool is_failure(Verdict verdict) {
    return verdict == Verdict::denied || verdict == Verdict::denied_final ||
           verdict == Verdict::unavailable;
}

std::string brief(const std::string& text) {
    return fit_for_journal(text, longest_text);
}

}  // namespace

void Ledger::record(const login::AuditRecord& record) {
    journal_.record(record);
    counters_.count(record);
    const auto& row = login::row(record.outcome.reason);
    if (!is_failure(row.verdict)) return;
    failures_.push_front({realtime_(), brief(record.facts.user), brief(record.facts.service),
                          std::string{row.word}, brief(record.outcome.detail),
                          brief(record.outcome.request_id)});
    if (failures_.size() > most_failures) failures_.pop_back();
}

std::vector<bus::FailedLogin> Ledger::failures() const {
    return {failures_.begin(), failures_.end()};
}

}  // namespace okta_factor::daemon
