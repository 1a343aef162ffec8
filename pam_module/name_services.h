// SPDX-License-Identifier: MIT
// Which services /etc/nsswitch.conf names for groups (nsswitch.conf(5)).
#pragma once

#include <cstddef>
#include <cstdio>

namespace okta_factor::pam {

inline constexpr char name_services_file[] = "/etc/nsswitch.conf";

struct NameService {
    char name[32];
    /// Whatever it knows is in the result of getgrouplist(3): nothing before it in its line can
    /// have ended the search.
    bool always_asked;
};

struct NameServices {
    static constexpr std::size_t most = 16;

    NameService services[most]{};
    std::size_t count = 0;
};

/// For the groups of an account (`initgroups:`, or else `group:`), and for the names of groups.
struct GroupServices {
    NameServices membership;
    NameServices names;
};

/// False if the text is not understood or cannot be read. A database without a line has "files", as
/// glibc takes it. More than one line of a database counts together.
[[nodiscard]] bool read_group_services(std::FILE* file, GroupServices& services) noexcept;

/// The same of the file of this machine; without one all is by "files".
[[nodiscard]] bool read_group_services(GroupServices& services) noexcept;

}  // namespace okta_factor::pam
