// SPDX-License-Identifier: MIT
// reload: the daemon takes the configuration anew, or says what is wrong with it and keeps the one
// before.
#include "ctl/command.h"
#include "ctl/manager.h"

namespace okta_factor::ctl {

void add_reload(CLI::App& app, Console& console) {
    auto* command = app.add_subcommand("reload", "Let the daemon read its configuration again");
    command->callback([&console] {
        Manager{}.reload();
        if (console.json) console.out << "{\"ok\": true}\n";
    });
}

}  // namespace okta_factor::ctl
