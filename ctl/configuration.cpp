// SPDX-License-Identifier: MIT
#include "ctl/configuration.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <regex>

namespace okta_factor::ctl {
namespace {

constexpr std::array credential_folders{running_credentials, stored_credentials,
                                        "/etc/credstore.encrypted"};

bool may_hold(const std::string& path) {
    return access(path.c_str(), F_OK) == 0 || errno == EACCES;
}

}  // namespace

policy::SystemdCredentials daemon_credentials() {
    if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY"))
        return policy::credentials_in(folder);
    policy::SystemdCredentials all;
    for (const auto* folder : credential_folders) {
        const std::string path{folder};
        all.api_token = all.api_token || may_hold(path + "/okta-api-token");
        all.private_key = all.private_key || may_hold(path + "/okta-private-key");
    }
    return all;
}

void add_config_option(CLI::App& command, std::string& file) {
    file = policy::default_configuration;
    command.add_option("--config", file, "The configuration to read, with FILE.d/*.conf")
        ->type_name("FILE")
        ->capture_default_str();
}

tl::expected<policy::Policy, policy::Mistakes> read_as_daemon(const std::string& file) {
    return policy::read_configuration(file, daemon_credentials());
}

policy::Mistake mistake_from(const std::string& line, const std::string& file) {
    static const std::regex placed{R"((.+?):([0-9]{1,9}):([0-9]{1,9}): ([^]*))"};
    std::smatch parts;
    if (std::regex_match(line, parts, placed))
        return {parts[1], static_cast<unsigned>(std::stoul(parts[2])),
                static_cast<unsigned>(std::stoul(parts[3])), parts[4]};
    const auto end_of_file = line.find(": ");
    const auto named = line.substr(0, end_of_file);
    if (end_of_file != std::string::npos && (named == file || (file.empty() && named[0] == '/')))
        return {named, 0, 0, line.substr(end_of_file + 2)};
    return {file.empty() ? policy::default_configuration : file, 0, 0, line};
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
