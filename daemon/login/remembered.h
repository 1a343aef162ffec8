// SPDX-License-Identifier: MIT
// `remember`: Okta confirmed this person at this terminal a short while ago, and is not asked
// again. In memory only; bound to everything that tells one person at one terminal from another.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/login/outcome.h"
#include "daemon/loop/boot_clock.h"
#include "daemon/policy/policy.h"

namespace okta_factor::login {

/// Where a confirmation holds. The session's text contains its leader's start time, for numbers
/// come again.
struct Place {
    unsigned uid = 0;
    std::string service_family;  // "sudo" for sudo and sudo-i, "su" for su and su-l
    std::string target;
    unsigned long tty_device = 0;
    std::string session;

    auto operator<=>(const Place&) const = default;
};

/// Nothing where there is nowhere to remember: over ssh, without a terminal, without a session, or
/// for a name without an account.
std::optional<Place> place_of(const policy::LoginFacts& facts);

class Remembered {
  public:
    explicit Remembered(loop::BootClock clock = loop::time_since_boot) : clock_(std::move(clock)) {}

    /// What was confirmed, and how well.
    struct Confirmation {
        okta::FactorKind factor;
        bool number_matched = false;
    };

    /// What spares the person this login: a confirmation in the same place, by a factor that the
    /// rule which asks now allows, no older than that rule and the one of then remember.
    [[nodiscard]] std::optional<Confirmation> find(const policy::LoginFacts& facts,
                                                   const policy::LoginSettings& asked) const;

    /// Keeps what Okta itself confirmed; nothing else that lets somebody in is remembered. `epoch`
    /// is that of the login's beginning: what is granted under a policy of before is not kept.
    void keep(const policy::LoginFacts& facts, const policy::LoginSettings& settings,
              const Outcome& outcome, std::uint64_t epoch);

    [[nodiscard]] std::uint64_t epoch() const { return epoch_; }

    /// How many were forgotten.
    std::size_t forget(const std::string& user);
    std::size_t forget_everything();

    struct Entry {
        std::string user;
        std::string service;  // by which it came to be
        Place place;
        std::string tty;
        Confirmation confirmation;
        std::chrono::nanoseconds since{0};  // by the boot clock, like `until`
        std::chrono::nanoseconds until{0};
    };
    /// What still holds.
    [[nodiscard]] std::vector<Entry> entries() const;
    [[nodiscard]] std::chrono::nanoseconds now() const { return clock_(); }

  private:
    loop::BootClock clock_;
    std::map<Place, Entry> entries_;
    std::uint64_t epoch_ = 0;
};

}  // namespace okta_factor::login
