// SPDX-License-Identifier: MIT
// The configured Okta org: transport, credentials and client, made together and replaced together
// at reload.
#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "common/log.h"
#include "daemon/loop/event_loop.h"
#include "daemon/okta/client.h"
#include "daemon/policy/policy.h"

namespace okta_factor::daemon {

/// The error says in words why the credentials cannot be used.
tl::expected<std::shared_ptr<okta::Client>, std::string> make_organization(
    loop::EventLoop& loop, const policy::OktaSettings& settings);

}  // namespace okta_factor::daemon
