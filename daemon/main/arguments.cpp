// SPDX-License-Identifier: MIT
#include "daemon/main/arguments.h"

#include <CLI/CLI.hpp>

#include "daemon/policy/config_reader.h"

namespace okta_factor::daemon {

std::optional<Arguments> read_arguments(int argc, char** argv, int& exit_code) {
    Arguments arguments;
    std::string config = policy::default_configuration;
    std::string log = "journal";
    CLI::App app{"Asks Okta to confirm logins, for pam_okta_factor.so. See okta-factord(8)."};
    app.set_version_flag("--version", OKTA_FACTOR_VERSION);
    app.add_option("--config", config, "Configuration file")->capture_default_str();
    app.add_option("--socket", arguments.socket, "Also serve D-Bus, peer to peer, on this socket");
    app.add_option("--log", log, "Where messages go: journal or stderr")
        ->check(CLI::IsMember({"journal", "stderr"}));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        exit_code = app.exit(error) == 0 ? 0 : 2;
        return std::nullopt;
    }
    arguments.config = config;
    arguments.log_to_stderr = log == "stderr";
    return arguments;
}

}  // namespace okta_factor::daemon
