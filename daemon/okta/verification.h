// SPDX-License-Identifier: MIT
// What Okta's answer to a challenge, a passcode or a poll means. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "daemon/http/transport.h"
#include "daemon/okta/errors.h"
#include "daemon/okta/types.h"

namespace okta_factor::okta {

struct VerificationContext {
    Subject subject = Subject::factor;
    std::optional<Transaction> known;  // the transaction that was polled
    std::string_view org_url;          // the only place a link may lead to
    std::chrono::system_clock::time_point now;
};

[[nodiscard]] Answer<Verification> verification_in(const http::Response& response,
                                                   const VerificationContext& context);

}  // namespace okta_factor::okta
