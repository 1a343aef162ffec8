// SPDX-License-Identifier: MIT
// Metrics for a fleet, as node_exporter's textfile collector reads them
// (prometheus.io, "Exposition formats", text-based format 0.0.4).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "daemon/login/audit.h"

namespace okta_factor::daemon {

/// What only grows while the daemon runs.
class Counters {
  public:
    void count(const login::AuditRecord& record);

    using Kind = std::pair<std::string, std::string>;  // verdict, factor ("none")
    [[nodiscard]] const std::map<Kind, std::uint64_t>& logins() const { return logins_; }

    /// Upper bounds of the histogram, in seconds: a login lasts as long as its person.
    static constexpr std::array bounds{0.1,  0.25, 0.5,  1.0,  2.5,  5.0,
                                       10.0, 20.0, 30.0, 60.0, 120.0};
    /// Logins no longer than each bound, the last for any.
    [[nodiscard]] const std::array<std::uint64_t, bounds.size() + 1>& durations() const {
        return durations_;
    }
    [[nodiscard]] std::chrono::milliseconds total_duration() const { return total_; }

  private:
    std::map<Kind, std::uint64_t> logins_;
    std::array<std::uint64_t, bounds.size() + 1> durations_{};
    std::chrono::milliseconds total_{0};
};

/// What is true at the moment.
struct Gauges {
    std::string version;
    bool is_configured = false;  // by the files as they are now
    bool is_reachable = false;
    std::uint32_t active_logins = 0;
    std::uint64_t started_usec = 0;  // CLOCK_REALTIME
    std::optional<std::uint32_t> quota_limit, quota_remaining;
    std::optional<std::uint64_t> credential_valid_until_usec;
};

/// The whole file.
std::string render(const Counters& counters, const Gauges& gauges);

}  // namespace okta_factor::daemon
