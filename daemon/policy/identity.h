// SPDX-License-Identifier: MIT
// Who a Linux login is at Okta.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "daemon/policy/policy.h"

namespace okta_factor::policy {

enum class IdentityProblem {
    strange_name,    // no login that may be asked for at Okta comes out
    unreadable_key,  // keys tell people apart, but an accepted one cannot be read
    ambiguous_key,   // the accepted keys belong to different people
};

/// For the audit; the person gets the one common sentence.
std::string_view to_sentence(IdentityProblem problem);

/// The full Okta login of the person: by the SSH key or certificate that was accepted, else by
/// [identity.map], else by the template. Nothing that could misroute a request to Okta comes out.
tl::expected<std::string, IdentityProblem> okta_login(const Identity& identity,
                                                      const LoginFacts& facts);

}  // namespace okta_factor::policy
