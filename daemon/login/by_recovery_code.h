// SPDX-License-Identifier: MIT
// Where Okta is away and the policy says so: a one-time code that the administrator made for just
// that.
#pragma once

#include "daemon/login/conversation.h"
#include "daemon/login/limits.h"
#include "daemon/login/outcome.h"
#include "daemon/policy/policy.h"
#include "daemon/recovery/codes.h"

namespace okta_factor::login {

/// Outlives the coroutine, as do those it refers to.
struct RecoveryDialogue {
    recovery::Codes& codes;
    UserLimits& limits;
    Conversation& conversation;
    const policy::LoginFacts& facts;
    const int tries;
};

/// Asks for a code where the person has any left; else `without`, the outcome of a login without
/// Okta, stands. Wrong codes are counted for the Linux user, across logins.
loop::Task<Outcome> by_recovery_code(const RecoveryDialogue& dialogue, Outcome without);

/// The name under which UserLimits counts them. No id at Okta has a colon.
std::string recovery_limit_id(const std::string& user);

}  // namespace okta_factor::login
