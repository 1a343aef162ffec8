// SPDX-License-Identifier: MIT
// The OAuth error of an API call, which RFC 6750 and 9449 put into WWW-Authenticate.
#pragma once

#include <string>

#include "daemon/http/transport.h"

namespace okta_factor::okta {

/// The parameter `error` of any of the challenges, quoted or not; empty where there is none. As the
/// server wrote it: not yet fit for the journal.
[[nodiscard]] std::string challenge_error(const http::Response& response);

}  // namespace okta_factor::okta
