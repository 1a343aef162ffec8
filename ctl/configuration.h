// SPDX-License-Identifier: MIT
// The configuration as the daemon would read it, for subcommands that look at it.
#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <tl/expected.hpp>

#include "daemon/policy/config_reader.h"

namespace okta_factor::ctl {

/// Where systemd keeps what it hands the daemon: while it runs, and before that.
inline constexpr char running_credentials[] = "/run/credentials/okta-factord.service";
inline constexpr char stored_credentials[] = "/etc/credstore";

/// --config FILE, the daemon's by default. `file` must live as long as the app.
void add_config_option(CLI::App& command, std::string& file);

/// The systemd credentials that the daemon has or would be given: $CREDENTIALS_DIRECTORY where set,
/// else those of the running service and the credential stores. Where the caller may not see
/// whether there are any, there are.
policy::SystemdCredentials daemon_credentials();

/// With those credentials.
tl::expected<policy::Policy, policy::Mistakes> read_as_daemon(const std::string& file);

/// A mistake from its line: file:line:column: text, or file: text. Where no file stands there, it
/// is about `file`.
policy::Mistake mistake_from(const std::string& line, const std::string& file = {});

nlohmann::ordered_json to_json(const policy::Mistakes& mistakes);

}  // namespace okta_factor::ctl
