// SPDX-License-Identifier: MIT
// A key that signs tokens as a client of the org does.
#pragma once

#include <memory>
#include <string>

#include "tests/emulator/answer.h"

namespace okta_factor::emulator {

class Signer {
  public:
    /// "RS256" or "ES256"; `kid` may be empty.
    Signer(std::string algorithm, std::string kid);

    [[nodiscard]] Json public_jwk() const;
    /// A compact JWS with these claims and, beside alg and kid, these headers.
    [[nodiscard]] std::string sign(const Json& claims, const Json& headers = Json::object()) const;

  private:
    std::string algorithm_;
    std::string kid_;
    std::shared_ptr<void> key_;
};

}  // namespace okta_factor::emulator
