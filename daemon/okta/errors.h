// SPDX-License-Identifier: MIT
// What Okta's errors mean for a login: one table over the codes of the Factors API and of OAuth,
// and a safe meaning by HTTP status for all others.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string_view>

#include "daemon/http/transport.h"
#include "daemon/okta/types.h"

namespace okta_factor::okta {

/// What a request was about: "not found" means something else for each.
enum class Subject { user, factor, transaction, token };

struct ErrorRow {
    std::string_view code;
    Meaning meaning;
    std::string_view reason;                                  // the audit record's word
    std::optional<std::chrono::seconds> wait = std::nullopt;  // where the code itself says how long
};
std::span<const ErrorRow> error_table();

/// The failure that an answer is, or nothing where it is 200, 201 or 204. A 4xx never means
/// anything that counts as unreachable.
std::optional<Failure> failure_in(const http::Response& response, Subject subject);

/// An answer that is no answer: 2xx with a body that is not what was asked for.
Failure unreadable(const http::Response& response);

/// A word for the audit record, such as `wrong-code`, `rate-limited`, `token-invalid`.
std::string_view audit_reason(const Failure& failure);

/// X-Okta-Request-Id, bounded and fit for a journal field; else empty.
std::string request_id(const http::Response& response);

}  // namespace okta_factor::okta
