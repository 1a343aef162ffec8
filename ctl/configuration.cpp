// SPDX-License-Identifier: MIT
#include "ctl/configuration.h"

#include <array>
#include <cstdlib>

namespace okta_factor::ctl {
namespace {

constexpr std::array credential_folders{"/run/credentials/okta-factord.service", "/etc/credstore",
                                        "/etc/credstore.encrypted"};

policy::SystemdCredentials daemon_credentials() {
    if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY"))
        return policy::credentials_in(folder);
    policy::SystemdCredentials all;
    for (const auto* folder : credential_folders) {
        const auto found = policy::credentials_in(folder);
        all.api_token = all.api_token || found.api_token;
        all.private_key = all.private_key || found.private_key;
    }
    return all;
}

}  // namespace

void add_config_option(CLI::App& command, std::string& file) {
    file = policy::default_configuration;
    command.add_option("--config", file, "The configuration to read, with FILE.d/*.conf")
        ->type_name("FILE")
        ->capture_default_str();
}

tl::expected<policy::Policy, policy::Mistakes> read_as_daemon(const std::string& file) {
    return policy::read_configuration(file, daemon_credentials());
}

nlohmann::ordered_json to_json(const policy::Mistakes& mistakes) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& mistake : mistakes)
        list.push_back({{"file", mistake.file},
                        {"line", mistake.line},
                        {"column", mistake.column},
                        {"text", mistake.text}});
    return list;
}

}  // namespace okta_factor::ctl
