// SPDX-License-Identifier: MIT
// Under which names the daemon keeps limits of one person.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace okta_factor::ctl {

/// The Okta login of a Linux name; nothing where it cannot be told.
using OktaLoginOf = std::function<std::optional<std::string>(const std::string& linux_name)>;

/// By the daemon's configuration on disk; of accounts of this machine only.
std::optional<std::string> okta_login_here(const std::string& linux_name);

/// What was typed, the Okta login if that is a Linux name, and the Linux names whose recovery
/// codes are limited if it is their Okta login. `limits`: as Status lists them. Pure.
std::vector<std::string> names_to_unlock(const std::string& typed,
                                         const nlohmann::ordered_json& limits,
                                         const OktaLoginOf& login_of);

}  // namespace okta_factor::ctl
