// SPDX-License-Identifier: MIT
// X-Rate-Limit-*: what is left of the org's limit, and how long to wait once nothing is.
// Source: developer.okta.com, "Rate limits". The bucket is shared by all that use the org.
#pragma once

#include <chrono>
#include <optional>

#include "daemon/http/transport.h"
#include "daemon/loop/executor.h"
#include "daemon/okta/types.h"

namespace okta_factor::okta {

struct Quota {
    int limit = 0;      // requests per window, at least 1
    int remaining = 0;  // 0 to limit
    loop::TimePoint resets_at;
};

/// The tightest of the limits that the answer tells (lines may repeat); nothing where it tells
/// none, or no limit by number (Limit 0: too many at once).
std::optional<Quota> quota_in(const http::Response& response, loop::TimePoint now);

/// From now until requests are taken again: Reset − Date + 1 s by the server's own clock, between
/// 1 s and 300 s; 1 s where too many requests ran at once; nothing where the answer does not say.
std::optional<std::chrono::seconds> wait_after_429(const http::Response& response);

/// The server's clock, from the Date header.
std::optional<WallTime> server_time(const http::Response& response);

}  // namespace okta_factor::okta
