// SPDX-License-Identifier: MIT
// The messages the module sends.
#pragma once

#include "pam_module/handles.h"
#include "pam_module/host_facts.h"
#include "pam_module/person.h"

namespace okta_factor::pam {

/// Longest of the longer facts (SUDO_COMMAND, SSH_AUTH_INFO_0), in bytes; the rest is cut off.
inline constexpr std::size_t longest_fact = 16384;

/// StartLogin with all that is known and nothing else. Null if memory or the connection fails.
[[nodiscard]] Message start_login(sd_bus* bus, const char* destination, const Person& person,
                                  const HostFacts& facts) noexcept;

/// Reply, Abandon, Wait or Cancel to the login object; `text` is null for the last two. A message
/// with text is erased after use.
[[nodiscard]] Message login_call(sd_bus* bus, const char* destination, const char* login,
                                 const char* method, const char* text) noexcept;

}  // namespace okta_factor::pam
