// SPDX-License-Identifier: MIT
// What the authorization server remembers: tokens given out, identifiers used up, nonces.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/emulator/ids.h"

namespace okta_factor::emulator {

struct AccessToken {
    std::string client_id;
    std::vector<std::string> scopes;
    WallTime expires_at;
    std::string key_thumbprint;  // RFC 7638, of the DPoP key; empty: a bearer token
    bool has_role = true;
};

struct OauthState {
    std::map<std::string, AccessToken, std::less<>> tokens;
    std::set<std::string, std::less<>> used_ids;  // jti of assertions and proofs
    std::string nonce;                            // the one in force, see RFC 9449 section 8
    std::string previous_nonce;                   // still accepted
    WallTime nonce_made_at;
};

}  // namespace okta_factor::emulator
