// SPDX-License-Identifier: MIT
// The org's values as Okta writes them in JSON. `base` is https://HOST as the caller addressed it.
#pragma once

#include <string>

#include "tests/emulator/model.h"

namespace okta_factor::emulator {

Json user_view(const User& user, const std::string& base);
Json group_view(const std::string& name, const std::string& base);
Json factor_view(const User& user, const Factor& factor, const std::string& base);
Json transaction_view(const User& user, const Transaction& transaction, const std::string& base);
/// The answer to a challenge that sent a code.
Json sent_view(const User& user, const Factor& factor, const std::string& base);
/// The answer to a challenge that a security key would sign.
Json key_challenge_view(const User& user, const Factor& factor, const std::string& base);

/// A group's id, made from its name so that it stays the same.
std::string group_id(const std::string& name);

}  // namespace okta_factor::emulator
