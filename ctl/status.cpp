// SPDX-License-Identifier: MIT
// status: what the running daemon says of itself.
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "ctl/command.h"
#include "ctl/manager.h"
#include "ctl/status_text.h"

namespace okta_factor::ctl {
namespace {

std::uint64_t now_usec() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

void print(const Manager::Status& status, const nlohmann::ordered_json& details, Console& console) {
    if (console.json) {
        nlohmann::ordered_json report{{"version", status.version},
                                      {"org", status.org},
                                      {"reachable", status.reachable},
                                      {"active_logins", status.active_logins},
                                      {"since", as_utc(status.since_usec)}};
        report.update(details);
        console.out << report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
        return;
    }
    console.out << "okta-factord " << status.version << ", running since "
                << as_utc(status.since_usec) << '\n';
    if (status.org.empty())
        console.out
            << "No valid configuration: every login is unavailable. See: okta-factorctl check\n";
    else
        console.out << "Org:           " << status.org
                    << (status.reachable ? "" : "  (not reachable)") << '\n';
    console.out << "Logins now:    " << status.active_logins << '\n'
                << status_text(details, now_usec());
}

/// With why there can be no recovery codes, where something else than a folder is missing.
nlohmann::ordered_json details_of(Manager& manager) {
    auto details = manager.details();
    if (!details.value("state_directory", false)) return details;
    try {
        manager.recovery_codes();
    } catch (const std::runtime_error& error) {
        details["recovery_codes_problem"] = error.what();
    }
    return details;
}

}  // namespace

void add_status(CLI::App& app, Console& console) {
    auto* command = app.add_subcommand("status", "Say how the daemon is");
    command->callback([&console] {
        Manager manager;
        const auto status = manager.status();
        print(status, details_of(manager), console);
        console.exit_code = !status.org.empty() && status.reachable ? fine : refused;
    });
}

}  // namespace okta_factor::ctl
