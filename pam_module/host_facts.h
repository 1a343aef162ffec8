// SPDX-License-Identifier: MIT
// What the host and the kernel know about this login beyond the names.
#pragma once

#include <netinet/in.h>
#include <security/pam_modules.h>
#include <sys/types.h>

#include <cstdint>

namespace okta_factor::pam {

/// Pointers belong to the PAM handle; null or empty means unknown.
struct HostFacts {
    const char* service = nullptr;   // never null once gathered
    char tty[64]{};                  // without /dev/
    std::uint64_t tty_device = 0;    // st_rdev; 0: no terminal
    char rhost[INET6_ADDRSTRLEN]{};  // numeric
    char session[128]{};             // id and start of the leader, where there is a terminal
    const char* command = nullptr;
    const char* completed = nullptr;
    bool silent = false;
};

[[nodiscard]] HostFacts gather_host_facts(pam_handle_t* pamh, int flags) noexcept;

/// PAM_SERVICE, or an empty string.
[[nodiscard]] const char* service_of(pam_handle_t* pamh) noexcept;

/// Copies the first word of `text` if it is an IPv4 or IPv6 address (a zone after % is cut off);
/// else leaves `address` empty.
void copy_numeric_address(const char* text, char (&address)[INET6_ADDRSTRLEN]) noexcept;

}  // namespace okta_factor::pam
