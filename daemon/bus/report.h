// SPDX-License-Identifier: MIT
// What the daemon tells the administrator of itself: Manager.Status and Manager.Sessions. Times are
// microseconds of CLOCK_REALTIME.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace okta_factor::bus {

struct FailedLogin {
    std::uint64_t time_usec = 0;
    std::string user, service, reason, detail, request_id;
};

struct LimitInForce {
    std::string okta_user_id, okta_login;  // the login may be unknown, then empty
    std::string kind;                      // org.oktafactor1(5) lists them
    std::uint32_t seconds_left = 0;
};

struct Report {
    std::string credential;                     // "token", "oauth", "oauth-dpop"; empty: none
    std::uint64_t credential_valid_until = 0;   // 0: for ever, or not known
    std::vector<std::string> scopes;            // granted to us, where Okta says so
    std::optional<std::int64_t> clock_skew_ms;  // Okta's clock minus ours
    struct Quota {
        std::uint32_t limit = 0, remaining = 0;
        std::uint64_t reset_usec = 0;
    };
    std::optional<Quota> quota;  // the org's, as last seen and still in its window
    bool state_directory = false;
    /// "current": what the files say is in force; "last-accepted": what they said before they had
    /// mistakes; "none": nothing, every login is unavailable.
    std::string configuration;
    std::vector<FailedLogin> failures;  // newest first
    std::vector<LimitInForce> limits;
};

struct Session {
    bool is_running = false;                                         // else: remembered
    std::string user, service, target, tty, session, rhost, factor;  // empty: not known
    std::optional<std::uint32_t> uid;
    std::uint64_t since_usec = 0;
    std::uint64_t until_usec = 0;  // 0 while running
};

}  // namespace okta_factor::bus
