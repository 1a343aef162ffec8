// SPDX-License-Identifier: MIT
// What the token endpoint answers (RFC 6749, 5.1).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/secret.h"

namespace okta_factor::okta {

struct TokenBody {
    Secret token;                     // fit for a header line
    std::string type;                 // Bearer or DPoP, in any case
    std::chrono::seconds lifetime;    // 0 to a day
    std::vector<std::string> scopes;  // those granted, where it says which
};

/// Nothing where the body is not a token; never throws.
std::optional<TokenBody> read_token_body(std::string_view body);

}  // namespace okta_factor::okta
