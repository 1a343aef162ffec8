// SPDX-License-Identifier: MIT
#include "daemon/okta/credentials.h"

#include "daemon/okta/secret_file.h"
#include "daemon/okta/ssws_token.h"

namespace okta_factor::okta {
namespace {

using Made = tl::expected<std::unique_ptr<Authorizer>, std::string>;

Made with_token(const CredentialOptions& options) {
    auto source = SecretSource::choose(options.api_token_file, "okta-api-token");
    if (!source) return tl::unexpected{std::move(source.error())};
    auto token = SswsToken::load(std::move(*source));
    if (!token) return tl::unexpected{std::move(token.error())};
    return std::move(*token);
}

}  // namespace

Made make_authorizer(loop::Executor& /*executor*/, http::Transport& /*transport*/,
                     const CredentialOptions& options) {
    if (!options.client_id.empty())
        return tl::unexpected{std::string{"OAuth 2.0 service apps are not supported yet"}};
    return with_token(options);
}

}  // namespace okta_factor::okta
