// SPDX-License-Identifier: MIT
// A limit that stands in somebody's way.
#pragma once

#include <chrono>
#include <string_view>

namespace okta_factor::login {

enum class LimitKind {
    wrong_codes,
    pushes,
    rejected_push,
    texts,
    calls,
    emails,
    logins_at_once,
    logins_begun
};

/// Why not, and for how long.
struct LimitHit {
    LimitKind kind;
    std::chrono::seconds wait;
    std::string_view scope{};  // whose the bound is, where a kind has several; for the journal
};

}  // namespace okta_factor::login
