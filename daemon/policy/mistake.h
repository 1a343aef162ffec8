// SPDX-License-Identifier: MIT
// What is wrong with a configuration, and where.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace okta_factor::policy {

struct Place {
    std::string file;
    unsigned line = 1;    // from 1; what concerns the file as a whole stands at its beginning, 1:1
    unsigned column = 1;  // from 1, in characters
};

struct Mistake {
    std::string file;
    unsigned line = 1;
    unsigned column = 1;
    std::string text;  // what is wrong and what was meant; never a value that may be a secret

    bool operator==(const Mistake&) const = default;
};

using Mistakes = std::vector<Mistake>;

/// So many are listed. Whoever reads a configuration stops soon after: a file that is none of ours
/// may have a hundred thousand.
inline constexpr std::size_t max_mistakes = 200;
inline bool are_enough(const Mistakes& mistakes) {
    return mistakes.size() > max_mistakes;
}
/// The first of them, sorted already, and that there are more.
void keep_the_first(Mistakes& mistakes);

Mistake mistake_at(const Place& place, std::string text);

/// file:line
std::string to_string(const Place& place);

/// file:line:column: text
std::string to_string(const Mistake& mistake);

}  // namespace okta_factor::policy
