// SPDX-License-Identifier: MIT
// The ways to verify a person, each a coroutine that reads like what happens in front of them. An
// Attempt outlives the coroutines that are given it.
#pragma once

#include <string>

#include "common/secret.h"
#include "daemon/login/attempt.h"
#include "daemon/loop/task.h"
#include "daemon/okta/types.h"

namespace okta_factor::login {

/// From the list of factors to the end of the login: menu, single factor or autopush, until one of
/// them decides.
loop::Task<Outcome> verify_person(Attempt& attempt);

loop::Task<Ending> by_factor(Attempt& attempt, okta::Factor factor);
loop::Task<Ending> by_push(Attempt& attempt, okta::Factor factor);
loop::Task<Ending> by_code(Attempt& attempt, okta::Factor factor, std::string prompt);
loop::Task<Ending> by_delivered_code(Attempt& attempt, okta::Factor factor);
loop::Task<Ending> by_question(Attempt& attempt, okta::Factor factor);

/// What Okta made of one code or answer.
struct Judgement {
    enum class Next {
        end,        // `ending` says how
        menu,       // the factor is out, the person was told why
        ask_again,  // it was wrong, the person was told
        next_code   // the token wants the code after this one
    };
    Next next = Next::end;
    Outcome ending;
};

/// Sends it to this factor and no other, beside it reads the user again, and keeps the count of
/// wrong codes.
loop::Task<Judgement> judge(Attempt& attempt, okta::Factor factor, Secret typed);

/// What to type after E0000113.
std::string next_code_prompt(const okta::Factor& factor);

}  // namespace okta_factor::login
