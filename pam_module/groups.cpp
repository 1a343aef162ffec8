// SPDX-License-Identifier: MIT
#include "pam_module/groups.h"

#include <grp.h>

#include <cstring>
#include <utility>

#include "pam_module/group_proof.h"
#include "pam_module/look_up.h"
#include "pam_module/text.h"

namespace okta_factor::pam {
namespace {

constexpr int most_groups = 65536;  // NGROUPS_MAX

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

/// Null where there are too many, or no memory for them.
Allocated<gid_t> ids_of(const passwd& account, std::size_t& found) noexcept {
    Allocated<gid_t> ids;
    for (int count = 64;;) {
        ids.reset(
            static_cast<gid_t*>(std::malloc(static_cast<std::size_t>(count) * sizeof(gid_t))));
        if (!ids) return nullptr;
        int needed = count;
        if (getgrouplist(account.pw_name, account.pw_gid, ids.get(), &needed) >= 0) {
            found = static_cast<std::size_t>(needed);
            return ids;
        }
        if (count >= most_groups) return nullptr;
        count = needed > count ? needed : count * 2;
    }
}

}  // namespace

Groups groups_of(const passwd& account) noexcept {
    Groups groups;
    std::size_t count = 0;
    const auto ids = ids_of(account, count);
    const Allocated<gid_t> nameless{static_cast<gid_t*>(std::calloc(count + 1, sizeof(gid_t)))};
    std::size_t nameless_count = 0;
    if (!ids || !nameless) return groups;
    for (std::size_t i = 0; i < count; ++i) {
        group entry{};
        Allocated<char> memory;
        switch (look_up(getgrgid_r, ids.get()[i], entry, memory)) {
            case Lookup::failed:
                return groups;
            case Lookup::absent:
                nameless.get()[nameless_count++] = ids.get()[i];
                continue;
            case Lookup::found:
                break;
        }
        if (!is_name(entry.gr_name) || !append(groups, entry.gr_name)) return groups;
    }
    groups.known =
        proves_groups(account, {ids.get(), count}, {nameless.get(), nameless_count}, groups.doubt);
    return groups;
}

}  // namespace okta_factor::pam
