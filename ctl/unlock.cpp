// SPDX-License-Identifier: MIT
// unlock: clears what this machine holds against a person: wrong codes, pushes, messages and logins
// under the Okta user, wrong recovery codes under the Linux name.
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "ctl/command.h"
#include "ctl/manager.h"
#include "ctl/unlock_names.h"

namespace okta_factor::ctl {
namespace {

void unlock(const std::string& user, Console& console) {
    if (user.empty()) throw std::runtime_error("this is nobody's login, user id or name");
    Manager manager;
    const auto limits = manager.details().value("limits", nlohmann::ordered_json::array());
    bool cleared = false;
    for (const auto& name : names_to_unlock(user, limits, okta_login_here))
        cleared = manager.unlock(name) || cleared;
    if (console.json)
        console.out << nlohmann::json{{"user", user}, {"cleared", cleared}}.dump(
                           2, ' ', false, nlohmann::json::error_handler_t::replace)
                    << '\n';
    else
        console.out << (cleared ? "Cleared.\n" : "Nothing was held against that user here.\n");
}

}  // namespace

void add_unlock(CLI::App& app, Console& console) {
    auto* command = app.add_subcommand("unlock", "Clear the local limits of a person");
    const auto user = std::make_shared<std::string>();
    command->add_option("USER", *user, "Full Okta login, Okta user id, or Linux name")->required();
    command->callback([user, &console] { unlock(*user, console); });
}

}  // namespace okta_factor::ctl
