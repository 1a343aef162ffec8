// SPDX-License-Identifier: MIT
// The match keys of a rule: their names, what they look at, how a pattern of theirs matches.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/policy/policy.h"

namespace okta_factor::policy {

/// The Okta groups of the person, as far as anybody knows.
struct OktaGroups {
    enum class State { not_fetched, known, not_to_be_had };
    State state = State::not_fetched;
    std::vector<std::string> names;  // known
};

enum class PatternKind { name, network };

/// Every value of a fact (a person has many groups); absent: unknown.
using Values = std::optional<std::vector<std::string>>;

struct MatchKey {
    std::string_view name;     // as the configuration writes it
    std::string_view unknown;  // what is to be said where there are no values
    PatternKind kind;
    std::optional<Patterns> Rule::*patterns;
    Values (*values)(const LoginFacts&, const OktaGroups&);
};

/// In the order in which they are evaluated and explained; okta_groups last, as they cost a
/// request.
std::span<const MatchKey> match_keys();

bool pattern_matches(PatternKind kind, std::string_view pattern, std::string_view value);

/// True if `wide` certainly matches all that `narrow` matches.
bool pattern_covers(PatternKind kind, std::string_view wide, std::string_view narrow);

/// pts/0 of /dev/pts/0: PAM hosts give either.
std::string_view without_dev(std::string_view tty);

}  // namespace okta_factor::policy
