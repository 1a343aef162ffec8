// SPDX-License-Identifier: MIT
// Push transactions: started by a login, decided on the phone, polled meanwhile.
#pragma once

#include <optional>
#include <string>

#include "tests/emulator/call.h"

namespace okta_factor::emulator {

Answer start_push(Org& org, User& user, Factor& factor, const Call& call, bool number_wanted);

/// Whom a decision on the phone concerns.
struct PushChoice {
    std::string user_login;
    std::string factor_id;      // empty: any phone of theirs
    std::optional<int> number;  // what was tapped
};

/// The newest push that waits for that person; null: none.
Transaction* newest_waiting(Org& org, const std::string& user_login, const std::string& factor_id);

/// Decides the newest waiting push; a wrong number rejects it. Null: none was waiting.
Transaction* decide_push(Org& org, const PushChoice& choice, bool approve);

}  // namespace okta_factor::emulator
