// SPDX-License-Identifier: MIT
// What Okta says to the configured credentials: asked here, judged in okta_findings.h.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "daemon/okta/types.h"
#include "daemon/policy/policy.h"

namespace okta_factor::doctor {

/// Somebody who can become root, looked up as a login of theirs would be.
struct SurveyedPerson {
    std::string name;                      // on Linux
    std::string okta_login;                // empty: none comes out of [identity]
    std::optional<okta::Failure> failure;  // of the lookup
    okta::UserStatus status = okta::UserStatus::unknown;
    bool has_usable_factor = false;  // one that the policy allows
    bool has_other_factor = false;   // one that it does not, or that no terminal can verify
};

struct OktaSurvey {
    std::string unusable;                                  // why the credentials cannot be used
    std::optional<okta::Failure> absence;                  // no answer from the org
    std::optional<std::chrono::seconds> clock_difference;  // Okta's clock minus ours
    std::optional<okta::Failure> credential_failure;       // of the token, or of a lookup with it
    bool credential_works = false;                         // Okta answered a lookup with it
    std::vector<std::string> scopes;                       // granted; empty where Okta did not say
    std::optional<okta::WallTime> valid_until;
    std::optional<okta::Failure> groups_failure;  // looked up where a rule needs Okta groups
    std::vector<SurveyedPerson> people;
    std::size_t people_left_out = 0;  // there was no time, or they are too many
    bool took_too_long = false;
};

/// Asks for at most `patience`; at most 25 of `people` (Linux names) are looked up.
OktaSurvey survey_okta(const policy::Policy& policy, const std::vector<std::string>& people,
                       std::chrono::milliseconds patience);

}  // namespace okta_factor::doctor
