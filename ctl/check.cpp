// SPDX-License-Identifier: MIT
// check: what is wrong with the configuration, or nothing.
#include <unistd.h>

#include <memory>

#include "ctl/command.h"
#include "ctl/configuration.h"
#include "ctl/credential_check.h"

namespace okta_factor::ctl {
namespace {

void check(const std::string& file, Console& console) {
    const auto policy = read_as_daemon(file);
    const auto looked = policy ? check_credentials(policy->okta, file) : CredentialCheck{};
    const auto& mistakes = policy ? looked.mistakes : policy.error();
    if (console.json) {
        const nlohmann::ordered_json report{{"config", file},
                                            {"ok", mistakes.empty()},
                                            {"mistakes", to_json(mistakes)},
                                            {"not_examined", looked.unexamined}};
        console.out << report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    } else {
        for (const auto& mistake : mistakes)
            console.out << to_string(mistake) << '\n';
        for (const auto& hidden : looked.unexamined)
            console.err << "Not examined: " << hidden
                        << (geteuid() == 0 ? "\n" : "; run check as root\n");
    }
    console.exit_code = mistakes.empty() ? fine : refused;
}

}  // namespace

void add_check(CLI::App& app, Console& console) {
    auto* command =
        app.add_subcommand("check", "Say what is wrong with the configuration, or nothing");
    const auto file = std::make_shared<std::string>();
    add_config_option(*command, *file);
    command->callback([file, &console] { check(*file, console); });
}

}  // namespace okta_factor::ctl
