// SPDX-License-Identifier: MIT
// Demonstrating proof of possession (RFC 9449): tokens that are worthless without our key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/http/transport.h"
#include "daemon/okta/signing_key.h"
#include "daemon/okta/types.h"

namespace okta_factor::okta {

class DpopProver {
  public:
    DpopProver() : key_(SigningKey::generate()) {}

    /// A proof for one sending of one request; `token` where one is presented with it.
    [[nodiscard]] std::string proof(http::Method method, std::string_view url, WallTime now,
                                    const std::string& nonce,
                                    std::optional<std::string_view> token) const;

  private:
    SigningKey key_;  // its own, never the client's
};

/// The nonce that the answer brings for the next proof.
std::optional<std::string> dpop_nonce(const http::Response& response);

/// True if the answer refuses the proof for want of the nonce that it brings.
bool wants_dpop_nonce(const http::Response& response);

}  // namespace okta_factor::okta
