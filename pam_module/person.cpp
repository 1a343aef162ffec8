// SPDX-License-Identifier: MIT
#include "pam_module/person.h"

#include <pwd.h>
#include <security/pam_ext.h>
#include <syslog.h>

#include <cstring>
#include <string_view>

#include "common/pam_services.h"
#include "pam_module/look_up.h"

namespace okta_factor::pam {
namespace {

void log_doubt(pam_handle_t* pamh, const Person& person) noexcept {
    if (!person.groups.known && person.groups.doubt[0])
        pam_syslog(pamh, LOG_WARNING, "the groups of %s are not known: %s fails, or knows of more",
                   person.user, person.groups.doubt);
}

void copy(Name& to, const char* from) noexcept {
    const std::size_t length = strnlen(from, longest_name);
    std::memcpy(to, from, length);
    to[length] = '\0';
}

/// The account's own name for what was typed, which a name service may take in any case.
void resolve_name(const char* typed, Name& name) noexcept {
    passwd account{};
    Allocated<char> memory;
    const bool found = look_up(getpwnam_r, typed, account, memory) == Lookup::found;
    copy(name, found && is_name(account.pw_name) ? account.pw_name : typed);
}

}  // namespace

void resolve_person(const char* typed, Person& person) noexcept {
    passwd account{};
    Allocated<char> memory;
    copy(person.user, typed);
    if (look_up(getpwnam_r, typed, account, memory) != Lookup::found || !is_name(account.pw_name))
        return;
    copy(person.user, account.pw_name);
    person.has_uid = true;
    person.uid = account.pw_uid;
    person.groups = groups_of(account);
}

Found find_person(pam_handle_t* pamh, const char* service, Person& person) noexcept {
    const char* entered = nullptr;
    if (pam_get_user(pamh, &entered, nullptr) != PAM_SUCCESS || !entered) return Found::no_name;
    if (!is_name(entered)) return Found::not_a_name;

    const void* item = nullptr;
    const char* invoker = nullptr;
    // There PAM_USER is the target (su), or the invoker again (sudo), or with rootpw and targetpw
    // the target there too.
    if (pam_services::tells_invoker(service) && pam_get_item(pamh, PAM_RUSER, &item) == PAM_SUCCESS)
        invoker = static_cast<const char*>(item);
    if (!invoker || invoker[0] == '\0') {
        resolve_person(entered, person);
        log_doubt(pamh, person);
        return Found::yes;
    }
    if (!is_name(invoker)) return Found::not_a_name;
    resolve_person(invoker, person);
    log_doubt(pamh, person);
    resolve_name(entered, person.target);
    if (std::strcmp(person.target, person.user) == 0) person.target[0] = '\0';
    return Found::yes;
}

}  // namespace okta_factor::pam
