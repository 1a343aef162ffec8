// SPDX-License-Identifier: MIT
// From configuration to the one way in which we prove who we are.
#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "daemon/http/transport.h"
#include "daemon/loop/executor.h"
#include "daemon/okta/authorizer.h"

namespace okta_factor::okta {

struct CredentialOptions {
    std::string org_url;           // https://host[:port], no trailing slash
    std::string version;           // of this product, for the User-Agent
    std::string api_token_file;    // else the systemd credential okta-api-token
    std::string client_id;         // not empty: an OAuth 2.0 service app
    std::string private_key_file;  // else the systemd credential okta-private-key; PEM or JWK
    std::string key_id;            // as Okta lists the key; else the JWK's own
    bool dpop = false;
};

/// Reads token or key; the error says in words, fit for the journal, why it cannot be used.
/// Executor and transport must outlive the authorizer.
tl::expected<std::unique_ptr<Authorizer>, std::string> make_authorizer(
    loop::Executor& executor, http::Transport& transport, const CredentialOptions& options);

}  // namespace okta_factor::okta
