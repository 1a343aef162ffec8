// SPDX-License-Identifier: MIT
// status: what the running daemon says of itself.
#include <cstdint>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string>

#include "ctl/command.h"
#include "ctl/manager.h"

namespace okta_factor::ctl {
namespace {

std::string as_utc(std::uint64_t usec) {
    const auto seconds = static_cast<std::time_t>(usec / 1'000'000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

void print(const Manager::Status& status, Console& console) {
    if (console.json) {
        const nlohmann::ordered_json report{{"version", status.version},
                                            {"org", status.org},
                                            {"reachable", status.reachable},
                                            {"active_logins", status.active_logins},
                                            {"since", as_utc(status.since_usec)}};
        console.out << report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
        return;
    }
    console.out << "okta-factord " << status.version << ", running since "
                << as_utc(status.since_usec) << '\n';
    if (status.org.empty())
        console.out
            << "No valid configuration: every login is unavailable. See: okta-factorctl check\n";
    else
        console.out << "Org:        " << status.org << (status.reachable ? "" : "  (not reachable)")
                    << '\n';
    console.out << "Logins now: " << status.active_logins << '\n';
}

}  // namespace

void add_status(CLI::App& app, Console& console) {
    auto* command = app.add_subcommand("status", "Say how the daemon is");
    command->callback([&console] {
        const auto status = Manager{}.status();
        print(status, console);
        console.exit_code = !status.org.empty() && status.reachable ? fine : refused;
    });
}

}  // namespace okta_factor::ctl
