// SPDX-License-Identifier: MIT
#include "pam_module/person.h"

#include <grp.h>
#include <pwd.h>
#include <security/pam_ext.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/pam_services.h"

namespace okta_factor::pam {
namespace {

constexpr std::size_t largest_entry = 1 << 20;  // bytes of one passwd or group entry
constexpr int most_groups = 65536;              // NGROUPS_MAX

void copy(Name& to, const char* from) noexcept {
    const std::size_t length = strnlen(from, longest_name);
    std::memcpy(to, from, length);
    to[length] = '\0';
}

enum class Lookup { found, absent, failed };

/// Runs one of the get…_r functions with as much memory as it wants.
template <class Entry, class Key>
Lookup look_up(int (*query)(Key, Entry*, char*, std::size_t, Entry**), Key key, Entry& entry,
               Allocated<char>& memory) noexcept {
    for (std::size_t size = 4096; size <= largest_entry; size *= 2) {
        memory.reset(static_cast<char*>(std::malloc(size)));
        if (!memory) return Lookup::failed;
        Entry* found = nullptr;
        const int error = query(key, &entry, memory.get(), size, &found);
        if (error == ERANGE) continue;
        if (found) return Lookup::found;
        // Some name services say "not found" with an error code; getpwnam(3) lists them.
        return error == 0 || error == ENOENT || error == ESRCH ? Lookup::absent : Lookup::failed;
    }
    return Lookup::failed;
}

bool append(Groups& groups, const char* name) noexcept {
    const std::size_t length = std::strlen(name) + 1;
    auto* const larger =
        static_cast<char*>(std::realloc(groups.names.get(), groups.bytes + length));
    if (!larger) return false;
    (void)groups.names.release();
    groups.names.reset(larger);
    std::memcpy(larger + groups.bytes, name, length);
    groups.bytes += length;
    return true;
}

Groups groups_of(const passwd& account) noexcept {
    int count = 64;
    Allocated<gid_t> ids;
    for (;;) {
        ids.reset(
            static_cast<gid_t*>(std::malloc(static_cast<std::size_t>(count) * sizeof(gid_t))));
        if (!ids) return {};
        int needed = count;
        if (getgrouplist(account.pw_name, account.pw_gid, ids.get(), &needed) >= 0) {
            count = needed;
            break;
        }
        if (count >= most_groups) return {};
        count = needed > count ? needed : count * 2;
    }

    Groups groups;
    for (int i = 0; i < count; ++i) {
        group entry{};
        Allocated<char> memory;
        switch (look_up(getgrgid_r, ids.get()[i], entry, memory)) {
            case Lookup::failed:
                return {};
            case Lookup::absent:
                continue;  // a number that has no name
            case Lookup::found:
                break;
        }
        if (!is_name(entry.gr_name) || !append(groups, entry.gr_name)) return {};
    }
    groups.known = true;
    return groups;
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
        return Found::yes;
    }
    if (!is_name(invoker)) return Found::not_a_name;
    resolve_person(invoker, person);
    resolve_name(entered, person.target);
    if (std::strcmp(person.target, person.user) == 0) person.target[0] = '\0';
    return Found::yes;
}

}  // namespace okta_factor::pam
