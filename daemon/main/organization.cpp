// SPDX-License-Identifier: MIT
#include "daemon/main/organization.h"

#include <exception>
#include <utility>

#include "daemon/http/curl_transport.h"
#include "daemon/okta/ssws_token.h"

namespace okta_factor::daemon {
namespace {

// What the client refers to stands before it, and goes after it.
struct Organization {
    std::unique_ptr<http::CurlTransport> transport;
    std::unique_ptr<okta::Authorizer> authorizer;
    std::unique_ptr<okta::Client> client;
};

http::Options connection_options(const policy::OktaSettings& settings) {
    http::Options options;
    options.ca_file = settings.ca_file;
    options.proxy = settings.proxy;
    options.public_key_pin = settings.public_key_pin;
    options.connect_timeout = settings.connect_timeout;
    return options;
}

tl::expected<std::unique_ptr<okta::Authorizer>, std::string> make_authorizer(
    const policy::OktaSettings& settings) {
    auto source = okta::SecretSource::choose(settings.api_token_file, "okta-api-token");
    if (!source) return tl::unexpected{source.error()};
    auto token = okta::SswsToken::load(std::move(*source));
    if (!token) return tl::unexpected{token.error()};
    return std::move(*token);
}

}  // namespace

tl::expected<std::shared_ptr<okta::Client>, std::string> make_organization(
    loop::EventLoop& loop, const policy::OktaSettings& settings) {
    auto authorizer = make_authorizer(settings);
    if (!authorizer) return tl::unexpected{authorizer.error()};
    auto org = std::make_shared<Organization>();
    org->authorizer = std::move(*authorizer);
    try {
        org->transport = std::make_unique<http::CurlTransport>(loop, connection_options(settings));
    } catch (const std::exception& error) {
        return tl::unexpected{std::string{"cannot connect to Okta: "} + error.what()};
    }
    okta::ClientOptions options;
    options.org_url = settings.org_url;
    options.version = OKTA_FACTOR_VERSION;
    options.request_timeout = settings.request_timeout;
    org->client =
        std::make_unique<okta::Client>(loop, *org->transport, *org->authorizer, std::move(options));
    auto* client = org->client.get();
    return std::shared_ptr<okta::Client>{std::move(org), client};
}

}  // namespace okta_factor::daemon
