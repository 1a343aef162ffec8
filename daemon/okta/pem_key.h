// SPDX-License-Identifier: MIT
// From PEM, which administrators have, to a JWK, which cjose signs with.
#pragma once

#include <cjose/cjose.h>

#include <string>
#include <tl/expected.hpp>

namespace okta_factor::okta {

/// A private RSA or EC key, for the caller to release; the error says in words what is wrong.
tl::expected<cjose_jwk_t*, std::string> import_pem(const std::string& text);

}  // namespace okta_factor::okta
