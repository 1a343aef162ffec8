// SPDX-License-Identifier: MIT
// forget: who has been confirmed and is remembered is asked again.
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "ctl/command.h"
#include "ctl/manager.h"

namespace okta_factor::ctl {

void add_forget(CLI::App& app, Console& console) {
    auto* command = app.add_subcommand("forget", "Forget that a person was confirmed");
    const auto user = std::make_shared<std::string>();
    const auto all = std::make_shared<bool>(false);
    auto* name = command->add_option("USER", *user, "Linux name of the person");
    auto* everybody = command->add_flag("--all", *all, "Everybody");
    name->excludes(everybody);
    command->callback([user, all, &console] {
        if (user->empty() && !*all) throw CLI::RequiredError("USER or --all");
        const auto forgotten = Manager{}.forget(*user);
        if (console.json)
            console.out << nlohmann::json{{"forgotten", forgotten}}.dump(2) << '\n';
        else if (forgotten == 0)
            console.out << "Nothing was remembered.\n";
        else
            console.out << "Forgotten: " << forgotten << '\n';
    });
}

}  // namespace okta_factor::ctl
