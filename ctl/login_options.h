// SPDX-License-Identifier: MIT
// What explain and test are told of a login, as the module would say it.
#pragma once

#include <optional>
#include <string>

namespace okta_factor::ctl {

/// The address, without a zone; nothing where none is given, or where the service is that of a
/// local person (sudo, login, ...), of whom the module tells none. Throws std::runtime_error where
/// it is not numeric: the module would leave it out.
std::optional<std::string> given_address(const std::string& rhost, const std::string& service);

/// The terminal; where none is given that of a login by sshd, which calls every one "ssh".
std::optional<std::string> given_terminal(const std::string& tty, const std::string& service);

}  // namespace okta_factor::ctl
