// SPDX-License-Identifier: MIT
// The certificate authorities of the administrator's own. libcurl looks at them at the first
// connection only: too late to keep the policy that works.
#pragma once

#include <optional>
#include <string>

namespace okta_factor::organization {

/// Why no connection could be trusted by that PEM file, in words; nothing if one could. A FIFO or
/// device is refused without waiting for it.
std::optional<std::string> why_no_authorities(const std::string& path);

}  // namespace okta_factor::organization
