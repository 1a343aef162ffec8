// SPDX-License-Identifier: MIT
#include "daemon/policy/glob.h"

namespace okta_factor::policy {
namespace {

/// The last `*` alone is ever gone back to: an earlier one could not do better.
template <class SameCharacter>
bool walk(std::string_view pattern, std::string_view text, SameCharacter same) {
    std::size_t in_pattern = 0;
    std::size_t in_text = 0;
    std::size_t after_star = std::string_view::npos;
    std::size_t star_ends = 0;
    while (in_text < text.size()) {
        if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
            after_star = ++in_pattern;
            star_ends = in_text;
        } else if (in_pattern < pattern.size() && same(pattern[in_pattern], text[in_text])) {
            ++in_pattern;
            ++in_text;
        } else if (after_star != std::string_view::npos) {
            in_pattern = after_star;
            in_text = ++star_ends;
        } else {
            return false;
        }
    }
    while (in_pattern < pattern.size() && pattern[in_pattern] == '*')
        ++in_pattern;
    return in_pattern == pattern.size();
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) {
    return walk(pattern, text,
                [](char wanted, char given) { return wanted == '?' || wanted == given; });
}

bool glob_covers(std::string_view wide, std::string_view narrow) {
    // The narrow pattern is read as a text in which `*` may be anything, so only a `*` covers it.
    return walk(wide, narrow, [](char wanted, char given) {
        return given != '*' && (wanted == '?' || wanted == given);
    });
}

}  // namespace okta_factor::policy
