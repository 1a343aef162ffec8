// SPDX-License-Identifier: MIT
// check: what is wrong with the configuration, or nothing.
#include <unistd.h>

#include <memory>

#include "ctl/command.h"
#include "ctl/configuration.h"
#include "ctl/credential_check.h"
#include "ctl/daemon_identity.h"

namespace okta_factor::ctl {
namespace {

/// The files that are in force are the daemon's to read, whatever root can; a draft elsewhere is
/// not yet.
tl::expected<policy::Policy, policy::Mistakes> read(const std::string& file) {
    auto policy = read_as_daemon(file);
    if (!policy || file != policy::default_configuration) return policy;
    const auto credentials = daemon_credentials();
    const DaemonIdentity daemon{daemon_account};
    return policy::read_configuration(file, credentials);
}

void check(const std::string& file, Console& console) {
    const auto policy = read(file);
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
