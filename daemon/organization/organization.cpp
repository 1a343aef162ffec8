// SPDX-License-Identifier: MIT
#include "daemon/organization/organization.h"

#include <exception>
#include <utility>

#include "daemon/okta/credentials.h"

namespace okta_factor::organization {
namespace {

http::Options connection_options(const policy::OktaSettings& settings) {
    http::Options options;
    options.ca_file = settings.ca_file;
    options.proxy = settings.proxy;
    options.public_key_pin = settings.public_key_pin;
    options.connect_timeout = settings.connect_timeout;
    return options;
}

okta::CredentialOptions credential_options(const policy::OktaSettings& settings) {
    okta::CredentialOptions options;
    options.org_url = settings.org_url;
    options.version = OKTA_FACTOR_VERSION;
    options.api_token_file = settings.api_token_file;
    options.client_id = settings.client_id;
    options.private_key_file = settings.private_key_file;
    options.key_id = settings.key_id;
    options.dpop = settings.dpop;
    return options;
}

okta::ClientOptions client_options(const policy::OktaSettings& settings) {
    okta::ClientOptions options;
    options.org_url = settings.org_url;
    options.version = OKTA_FACTOR_VERSION;
    options.request_timeout = settings.request_timeout;
    return options;
}

}  // namespace

tl::expected<std::shared_ptr<Organization>, std::string> make_organization(
    loop::EventLoop& loop, const policy::OktaSettings& settings) {
    auto org = std::make_shared<Organization>();
    try {
        org->transport = std::make_unique<http::CurlTransport>(loop, connection_options(settings));
    } catch (const std::exception& error) {
        return tl::unexpected{std::string{"cannot connect to Okta: "} + error.what()};
    }
    auto authorizer = okta::make_authorizer(loop, *org->transport, credential_options(settings));
    if (!authorizer) return tl::unexpected{authorizer.error()};
    org->authorizer = std::move(*authorizer);
    org->client = std::make_unique<okta::Client>(loop, *org->transport, *org->authorizer,
                                                 client_options(settings));
    return org;
}

}  // namespace okta_factor::organization
