// SPDX-License-Identifier: MIT
// Links in answers. They carry our credentials with them when followed, so they are followed only
// to the configured org.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/http/transport.h"

namespace okta_factor::okta {

/// True if `href` is https, of the same host and port as `org_url`, without user info, below
/// /api/v1/, and has nothing in it that a URL must not have.
bool is_org_link(std::string_view href, std::string_view org_url);

/// The target of the `Link: <…>; rel="next"` header (RFC 8288), as sent, unchecked.
std::optional<std::string> next_link(const http::Response& response);

}  // namespace okta_factor::okta
