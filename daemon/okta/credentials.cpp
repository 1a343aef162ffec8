// SPDX-License-Identifier: MIT
#include "daemon/okta/credentials.h"

#include "daemon/okta/oauth_token.h"
#include "daemon/okta/requests.h"
#include "daemon/okta/secret_file.h"
#include "daemon/okta/signing_key.h"
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

Made with_key(loop::Executor& executor, http::Transport& transport,
              const CredentialOptions& options) {
    const auto source = SecretSource::choose(options.private_key_file, "okta-private-key");
    if (!source) return tl::unexpected{source.error()};
    const auto text = read_secret(*source);
    if (!text) return tl::unexpected{text.error()};
    auto key = SigningKey::parse(*text);
    if (!key) return tl::unexpected{source->path + " " + key.error()};

    OauthOptions oauth;
    oauth.org_url = options.org_url;
    oauth.client_id = options.client_id;
    oauth.key_id = options.key_id;
    oauth.user_agent = user_agent(options.version);
    oauth.dpop = options.dpop;
    return std::make_unique<OauthToken>(executor, transport, std::move(oauth), std::move(*key));
}

}  // namespace

Made make_authorizer(loop::Executor& executor, http::Transport& transport,
                     const CredentialOptions& options) {
    return options.client_id.empty() ? with_token(options) : with_key(executor, transport, options);
}

}  // namespace okta_factor::okta
