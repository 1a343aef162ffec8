// SPDX-License-Identifier: MIT
// The calls the org answers, one function each. All run under the org's lock.
#pragma once

#include "tests/emulator/call.h"

namespace okta_factor::emulator {

Answer get_user(Org& org, const Call& call);
Answer get_groups(Org& org, const Call& call);
Answer list_factors(Org& org, const Call& call);
Answer get_factor(Org& org, const Call& call);
Answer get_catalog(Org& org, const Call& call);
Answer get_questions(Org& org, const Call& call);
Answer verify_factor(Org& org, const Call& call);
Answer poll_transaction(Org& org, const Call& call);
Answer cancel_transaction(Org& org, const Call& call);
Answer get_token(Org& org, const Call& call);

}  // namespace okta_factor::emulator
