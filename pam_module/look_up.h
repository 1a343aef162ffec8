// SPDX-License-Identifier: MIT
// The get..._r functions of the name service.
#pragma once

#include <cerrno>

#include "pam_module/handles.h"

namespace okta_factor::pam {

inline constexpr std::size_t longest_entry = 1 << 20;  // bytes of one passwd or group entry

enum class Lookup { found, absent, failed };

/// Runs one of them with as much memory as it wants, which `memory` keeps for the entry.
template <class Entry, class Key>
Lookup look_up(int (*query)(Key, Entry*, char*, std::size_t, Entry**), Key key, Entry& entry,
               Allocated<char>& memory) noexcept {
    for (std::size_t size = 4096; size <= longest_entry; size *= 2) {
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

}  // namespace okta_factor::pam
