// SPDX-License-Identifier: MIT
// Where every ended login is entered: the journal, the counters, and the list of late failures.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "daemon/bus/report.h"
#include "daemon/login/audit.h"
#include "daemon/main/counters.h"

namespace okta_factor::daemon {

class Ledger final : public login::Audit {
  public:
    /// `realtime` in microseconds. The journal must outlive this.
    Ledger(login::Audit& journal, std::function<std::uint64_t()> realtime)
        : journal_(journal), realtime_(std::move(realtime)) {}

    void record(const login::AuditRecord& record) override;

    [[nodiscard]] const Counters& counters() const { return counters_; }
    /// Newest first, at most ten. A login that its person broke off is none.
    [[nodiscard]] std::vector<bus::FailedLogin> failures() const;

  private:
    login::Audit& journal_;
    std::function<std::uint64_t()> realtime_;
    Counters counters_;
    std::deque<bus::FailedLogin> failures_;
};

}  // namespace okta_factor::daemon
