// SPDX-License-Identifier: MIT
// Who is asked at Okta, and which account they enter.
#pragma once

#include <security/pam_modules.h>
#include <sys/types.h>

#include "pam_module/groups.h"
#include "pam_module/text.h"

namespace okta_factor::pam {

using Name = char[longest_name + 1];

struct Person {
    Name user{};  // pw_name, or the name as it was entered where there is no such account
    bool has_uid = false;
    uid_t uid = 0;
    Groups groups;
    Name target{};  // the account entered, where it is another one; else empty
};

enum class Found { yes, no_name, not_a_name };

/// The person is PAM_USER, except where somebody steps up from one account into another: there it
/// is the invoker, PAM_RUSER. May ask for the name if the host has not set it.
[[nodiscard]] Found find_person(pam_handle_t* pamh, const char* service, Person& person) noexcept;

/// Name, uid and groups of an account, by the name service; where it knows none, the name as it was
/// typed and nothing else. At most longest_name bytes of `typed` count.
void resolve_person(const char* typed, Person& person) noexcept;

}  // namespace okta_factor::pam
