// SPDX-License-Identifier: MIT
// From the configuration's files to a Policy, or to the list of everything that is wrong with them.
// Nothing is half accepted: one mistake refuses the whole.
#pragma once

#include <filesystem>
#include <tl/expected.hpp>
#include <vector>

#include "daemon/policy/mistake.h"
#include "daemon/policy/policy.h"
#include "daemon/policy/source_files.h"

namespace okta_factor::policy {

inline constexpr char default_configuration[] = "/etc/okta-factor.conf";

/// What systemd hands the daemon ($CREDENTIALS_DIRECTORY): it stands in for a file that is not
/// configured. What the configuration names goes first.
struct SystemdCredentials {
    bool api_token = false;    // okta-api-token
    bool private_key = false;  // okta-private-key
};

/// Which of the two credentials lie in a folder; none for an empty or missing one.
SystemdCredentials credentials_in(const std::filesystem::path& folder);

/// A later file's key replaces an earlier one's ([[identity.key]] and [identity.map] add up, and
/// are replaced one by one); rules of drop-ins come before the main file's. Mistakes are sorted by
/// file, line and column; what is wrong with a whole file stands at its beginning.
tl::expected<Policy, Mistakes> read_configuration(const std::filesystem::path& main_file,
                                                  SystemdCredentials credentials = {});

/// The same from files that were read already.
tl::expected<Policy, Mistakes> parse_configuration(const Sources& sources,
                                                   SystemdCredentials credentials = {});

/// The same from texts, the main file's first: for the last accepted configuration, tests, fuzzers.
tl::expected<Policy, Mistakes> parse_configuration(const std::vector<SourceText>& sources,
                                                   SystemdCredentials credentials = {});

}  // namespace okta_factor::policy
