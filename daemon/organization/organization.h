// SPDX-License-Identifier: MIT
// The configured Okta org: transport, credentials and client, made together and replaced together
// at reload.
#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "daemon/http/curl_transport.h"
#include "daemon/loop/event_loop.h"
#include "daemon/okta/authorizer.h"
#include "daemon/okta/client.h"
#include "daemon/policy/policy.h"

namespace okta_factor::organization {

/// What a part refers to stands before it, and goes after it.
struct Organization {
    std::unique_ptr<http::CurlTransport> transport;
    std::unique_ptr<okta::Authorizer> authorizer;
    std::unique_ptr<okta::Client> client;
};

/// Looks at the files that [okta] names; what is wrong with them is said where they are named. The
/// loop must outlive it.
tl::expected<std::shared_ptr<Organization>, policy::Mistakes> open_organization(
    loop::EventLoop& loop, const policy::OktaSettings& settings);

/// The same for those who want one sentence: the first of the mistakes.
tl::expected<std::shared_ptr<Organization>, std::string> make_organization(
    loop::EventLoop& loop, const policy::OktaSettings& settings);

}  // namespace okta_factor::organization
