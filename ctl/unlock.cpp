// SPDX-License-Identifier: MIT
// unlock: clears what this machine holds against an Okta user: wrong codes, pushes, a rejected
// push.
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "ctl/command.h"
#include "ctl/manager.h"

namespace okta_factor::ctl {

void add_unlock(CLI::App& app, Console& console) {
    auto* command = app.add_subcommand("unlock", "Clear the local limits of an Okta user");
    const auto user = std::make_shared<std::string>();
    command
        ->add_option("USER", *user,
                     "Full Okta login or Okta user id; the Linux name for recovery codes")
        ->required();
    command->callback([user, &console] {
        const bool cleared = Manager{}.unlock(*user);
        if (console.json)
            console.out << nlohmann::json{{"user", *user}, {"cleared", cleared}}.dump(2) << '\n';
        else
            console.out << (cleared ? "Cleared.\n" : "Nothing was held against that user here.\n");
    });
}

}  // namespace okta_factor::ctl
