// SPDX-License-Identifier: MIT
// Asks the name services themselves what glibc does not tell: whether they answer.
#pragma once

#include <pwd.h>

#include <cstddef>

namespace okta_factor::pam {

struct GroupIds {
    const gid_t* ids = nullptr;
    std::size_t count = 0;

    [[nodiscard]] bool contain(gid_t id) const noexcept {
        for (std::size_t i = 0; i < count; ++i)
            if (ids[i] == id) return true;
        return false;
    }
};

/// True if `all` are the groups of the account by every service that has a say, and `nameless`,
/// those of them for which no name was found, have none by any. Else `doubt` says what did not
/// answer or knew more: the service, or a file.
[[nodiscard]] bool proves_groups(const passwd& account, GroupIds all, GroupIds nameless,
                                 char (&doubt)[40]) noexcept;

}  // namespace okta_factor::pam
