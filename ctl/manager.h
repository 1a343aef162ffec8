// SPDX-License-Identifier: MIT
// The running daemon, asked over the system bus (or the one DBUS_SYSTEM_BUS_ADDRESS names).
#pragma once

#include <systemd/sd-bus.h>

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "common/secret.h"

namespace okta_factor::ctl {

/// Every call throws std::runtime_error, in words for the administrator, where the daemon does not
/// answer or refuses.
class Manager {
  public:
    Manager();

    /// Throws ConfigurationRefused where it has mistakes.
    void reload();
    /// False if no limit was in force.
    bool unlock(const std::string& okta_user);

    std::vector<Secret> create_recovery_codes(const std::string& user, std::uint32_t count);
    /// Users and how many codes they have left.
    std::vector<std::pair<std::string, std::uint32_t>> recovery_codes();
    /// How many there were.
    std::uint32_t revoke_recovery_codes(const std::string& user);

    struct Status {
        std::string version, org;
        bool reachable = false;
        std::uint32_t active_logins = 0;
        std::uint64_t since_usec = 0;  // CLOCK_REALTIME
    };
    Status status();

    /// Everything else it says of itself, as org.oktafactor1(5) lists it; empty where the running
    /// daemon is of a version that has no such method.
    nlohmann::ordered_json details();
    /// Logins under way, and those that are remembered.
    nlohmann::ordered_json sessions();
    /// Drops what is remembered of a Linux user, or of everybody where empty; how much that was.
    std::uint32_t forget(const std::string& user);

  private:
    struct BusDeleter {
        void operator()(sd_bus* bus) const noexcept { sd_bus_close_unref(bus); }
    };
    std::unique_ptr<sd_bus, BusDeleter> bus_;
};

}  // namespace okta_factor::ctl
