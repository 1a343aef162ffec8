// SPDX-License-Identifier: MIT
// The groups of an account, and whether they are all of them.
#pragma once

#include <pwd.h>

#include "pam_module/handles.h"

namespace okta_factor::pam {

/// Group names one after the other, each with its terminator.
struct Groups {
    bool known = false;  // false: a name service did not answer. An empty list would be a claim
    char doubt[40]{};    // what could not be asked, where they are not known
    Allocated<char> names;
    std::size_t bytes = 0;
};

/// getgrouplist(3) says nothing where a name service is dead, a descriptor or memory is missing: it
/// succeeds with fewer groups. So every service that could know more is asked once more, by itself,
/// and the groups are known only where each answers and knows of none that is missing.
[[nodiscard]] Groups groups_of(const passwd& account) noexcept;

}  // namespace okta_factor::pam
