// SPDX-License-Identifier: MIT
// What the D-Bus objects ask of the daemon: they translate messages and decide nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/bus/report.h"
#include "daemon/login/login.h"
#include "daemon/policy/policy.h"
#include "daemon/recovery/codes.h"

namespace okta_factor::bus {

class Host {
  public:
    Host() = default;
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;
    virtual ~Host() = default;

    /// A login that was not started yet; null while the daemon takes no new ones.
    virtual std::unique_ptr<login::Login> admit(policy::LoginFacts facts,
                                                std::function<void()> ended) = 0;
    /// The mistakes of the new configuration, the old one then stays in force; none when it was
    /// taken.
    virtual std::vector<std::string> reload() = 0;
    /// Clears the local limits of an Okta user, named by id or full login. False if none were in
    /// force.
    virtual bool unlock(const std::string& okta_user) = 0;
    /// Drops what is remembered of a Linux user, or of everybody where the name is empty; how much
    /// it was.
    virtual std::uint32_t forget(const std::string& user) = 0;

    [[nodiscard]] virtual Report report() const = 0;
    /// Logins under way, then what is remembered.
    [[nodiscard]] virtual std::vector<Session> sessions() const = 0;

    [[nodiscard]] virtual recovery::Codes& recovery_codes() = 0;
    [[nodiscard]] virtual std::string org() const = 0;
    [[nodiscard]] virtual bool reachable() const = 0;
    [[nodiscard]] virtual std::uint32_t active_logins() const = 0;
    [[nodiscard]] virtual std::uint64_t since_usec() const = 0;  // CLOCK_REALTIME, when it started
};

}  // namespace okta_factor::bus
