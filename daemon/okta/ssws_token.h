// SPDX-License-Identifier: MIT
// An API token of Okta's own kind: `Authorization: SSWS …`. It dies after 30 idle days, or when
// its maker is deactivated.
#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "daemon/okta/authorizer.h"
#include "daemon/okta/secret_file.h"

namespace okta_factor::okta {

class SswsToken final : public Authorizer {
  public:
    /// Reads the token; the error says in words why it cannot be used.
    static tl::expected<std::unique_ptr<SswsToken>, std::string> load(SecretSource source);

    SswsToken(SecretSource source, Secret token)
        : source_(std::move(source)), token_(std::move(token)) {}

    loop::Task<Answer<Headers>> headers(http::Method method, std::string url,
                                        loop::TimePoint deadline) override;

    /// After a 401 the file is read again: a token that was replaced is used without a reload.
    bool learn(const http::Response& response, const Headers& sent) override;

  private:
    SecretSource source_;
    Secret token_;
};

}  // namespace okta_factor::okta
