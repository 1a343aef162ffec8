// SPDX-License-Identifier: MIT
// sessions: who is being asked now, and whom the daemon remembers.
#include "ctl/command.h"
#include "ctl/manager.h"
#include "ctl/status_text.h"

namespace okta_factor::ctl {

void add_sessions(CLI::App& app, Console& console) {
    auto* command =
        app.add_subcommand("sessions", "List logins under way, and people who are remembered");
    command->callback([&console] {
        const auto sessions = Manager{}.sessions();
        if (console.json)
            console.out << sessions.dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
                        << '\n';
        else
            console.out << sessions_text(sessions);
    });
}

}  // namespace okta_factor::ctl
