// SPDX-License-Identifier: MIT
#include "daemon/organization/organization.h"

#include <exception>
#include <utility>

#include "daemon/okta/credentials.h"
#include "daemon/organization/ca_file.h"

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

/// The key that says which token or key is ours; credentials of systemd's stand nowhere.
const policy::Place& place_of_credential(const policy::OktaSettings& settings) {
    const auto& places = settings.places;
    return settings.client_id.empty() ? places.api_token_file : places.private_key_file;
}

}  // namespace

tl::expected<std::shared_ptr<Organization>, policy::Mistakes> open_organization(
    loop::EventLoop& loop, const policy::OktaSettings& settings) {
    policy::Mistakes mistakes;
    if (auto why = settings.ca_file.empty() ? std::nullopt : why_no_authorities(settings.ca_file))
        mistakes.push_back(mistake_at(settings.places.ca_file, std::move(*why)));
    auto org = std::make_shared<Organization>();
    try {
        org->transport = std::make_unique<http::CurlTransport>(loop, connection_options(settings));
    } catch (const std::exception& error) {
        mistakes.push_back(mistake_at(settings.places.section,
                                      std::string{"cannot connect to Okta: "} + error.what()));
        return tl::unexpected{std::move(mistakes)};
    }
    auto authorizer = okta::make_authorizer(loop, *org->transport, credential_options(settings));
    if (!authorizer)
        mistakes.push_back(
            mistake_at(place_of_credential(settings), std::move(authorizer.error())));
    if (!mistakes.empty()) return tl::unexpected{std::move(mistakes)};
    org->authorizer = std::move(*authorizer);
    org->client = std::make_unique<okta::Client>(loop, *org->transport, *org->authorizer,
                                                 client_options(settings));
    return org;
}

tl::expected<std::shared_ptr<Organization>, std::string> make_organization(
    loop::EventLoop& loop, const policy::OktaSettings& settings) {
    return open_organization(loop, settings).map_error([](const policy::Mistakes& mistakes) {
        return to_string(mistakes.front());
    });
}

}  // namespace okta_factor::organization
