// SPDX-License-Identifier: MIT
// Who calls, and may they: API tokens, OAuth access tokens, DPoP proofs, scopes, roles.
#pragma once

#include <optional>
#include <string>

#include "tests/emulator/call.h"

namespace okta_factor::emulator {

/// The refusal, or nothing.
std::optional<Answer> refuse_access(Org& org, const Call& call, Access access);

struct Proof {
    std::string problem;  // empty: the proof holds
    std::string thumbprint;
    std::string nonce;
};

/// RFC 9449 section 4.3, for this call and, where given, this access token.
Proof check_proof(Org& org, const Call& call, const std::string& access_token);

/// True the first time an identifier is presented.
bool first_use(Org& org, const std::string& kind, const Json& identifier);

}  // namespace okta_factor::emulator
