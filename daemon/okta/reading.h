// SPDX-License-Identifier: MIT
// Bodies of the Factors API as values. Nothing here throws: unknown fields, nulls and missing
// profiles are tolerated, unknown factors skipped, and what is not the thing asked for is nullopt.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/okta/types.h"

namespace okta_factor::okta {

std::optional<User> read_user_body(std::string_view body);

std::optional<FactorList> read_factors_body(std::string_view body);

/// Names of the groups on one page.
std::optional<std::vector<std::string>> read_groups_body(std::string_view body);

/// The answer to challenge, verify and poll, before its links are trusted.
struct VerificationBody {
    FactorResult result = FactorResult::unknown;
    std::string poll_url;    // as sent, unchecked
    std::string cancel_url;  // as sent, unchecked
    std::optional<WallTime> expires_at;
    std::optional<int> number;  // correctAnswer, 0 to 99
};
std::optional<VerificationBody> read_verification_body(std::string_view body);

/// `2026-11-22T09:46:00.000Z`
std::optional<WallTime> read_timestamp(std::string_view text);

}  // namespace okta_factor::okta
