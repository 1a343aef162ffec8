// SPDX-License-Identifier: MIT
#include "pam_module/host_facts.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <systemd/sd-login.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "common/pam_services.h"
#include "pam_module/handles.h"

namespace okta_factor::pam {
namespace {

const char* item(pam_handle_t* pamh, int type) noexcept {
    const void* value = nullptr;
    if (pam_get_item(pamh, type, &value) != PAM_SUCCESS || !value) return "";
    return static_cast<const char*>(value);
}

/// Reads the beginning of a small file of the kernel or of systemd; empty if it cannot.
template <std::size_t N>
void read_file(const char* path, char (&text)[N]) noexcept {
    text[0] = '\0';
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) return;
    const ssize_t length = read(fd, text, N - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
}

/// Start time of a process in clock ticks since boot, 0 if it is gone: field 22 of
/// /proc/PID/stat, counted from after the command's closing parenthesis (proc(5)).
std::uint64_t start_time(pid_t pid) noexcept {
    char path[32];
    char text[1024];
    std::snprintf(path, sizeof path, "/proc/%d/stat", static_cast<int>(pid));
    read_file(path, text);
    const char* field = std::strrchr(text, ')');
    for (int number = 2; field && number < 22; ++number)
        field = std::strchr(field + 1, ' ');
    return field ? std::strtoull(field, nullptr, 10) : 0;
}

/// The leader as logind wrote it down. (sd_session_get_leader came with systemd 254.)
pid_t session_leader(const char* session) noexcept {
    constexpr char key[] = "\nLEADER=";
    char path[128];
    char text[4096];
    std::snprintf(path, sizeof path, "/run/systemd/sessions/%s", session);
    read_file(path, text);
    const char* const line = std::strstr(text, key);
    return line ? static_cast<pid_t>(std::strtol(line + sizeof key - 1, nullptr, 10)) : 0;
}

/// "ID@START" of logind's session, where there is one, and "sid:PID@START" of the kernel's, which
/// ends with its terminal: within a login session a terminal's number comes again. An id can come
/// again, an id together with its leader's start cannot. Empty where either cannot be told.
template <std::size_t N>
void describe_session(char (&session)[N]) noexcept {
    const pid_t kernel_leader = getsid(0);
    const auto kernel_start = kernel_leader > 0 ? start_time(kernel_leader) : 0;
    if (kernel_start == 0) return;

    char* name = nullptr;
    const int error = sd_pid_get_session(0, &name);
    const Allocated<char> owner{name};
    int length = 0;
    if (error >= 0) {
        const pid_t leader = session_leader(name);
        const auto start = leader > 0 ? start_time(leader) : 0;
        if (start == 0) return;
        length = std::snprintf(session, N, "%s@%" PRIu64 " ", name, start);
    }
    const auto used = static_cast<std::size_t>(length);
    if (length >= 0 && used < N)
        std::snprintf(session + used, N - used, "sid:%d@%" PRIu64, static_cast<int>(kernel_leader),
                      kernel_start);
}

/// 0 if it is no terminal: sshd says "ssh", a display manager ":0".
std::uint64_t terminal_device(const char* tty) noexcept {
    char path[80];
    struct stat status {};
    std::snprintf(path, sizeof path, "/dev/%s", tty);
    if (stat(path, &status) != 0 || !S_ISCHR(status.st_mode)) return 0;
    return status.st_rdev;
}

}  // namespace

const char* service_of(pam_handle_t* pamh) noexcept {
    return item(pamh, PAM_SERVICE);
}

void copy_numeric_address(const char* text, char (&address)[INET6_ADDRSTRLEN]) noexcept {
    const std::size_t length = std::strcspn(text, " %");
    unsigned char binary[sizeof(in6_addr)];
    if (length < sizeof address) {
        std::memcpy(address, text, length);
        address[length] = '\0';
        if (inet_pton(AF_INET, address, binary) == 1 || inet_pton(AF_INET6, address, binary) == 1)
            return;
    }
    address[0] = '\0';
}

HostFacts gather_host_facts(pam_handle_t* pamh, int flags) noexcept {
    constexpr char devices[] = "/dev/";
    HostFacts facts;
    facts.service = service_of(pamh);
    facts.silent = (static_cast<unsigned>(flags) & PAM_SILENT) != 0;

    // Elsewhere these variables are whatever pam_env found in the person's own ~/.pam_environment.
    if (pam_services::is_sudo(facts.service)) facts.command = pam_getenv(pamh, "SUDO_COMMAND");
    if (pam_services::is_sshd(facts.service)) {
        facts.completed = pam_getenv(pamh, "SSH_AUTH_INFO_0");
        // PAM_RHOST may be a name that the client's DNS made up; the connection's address is not.
        if (const char* connection = pam_getenv(pamh, "SSH_CONNECTION"))
            copy_numeric_address(connection, facts.rhost);
    }
    if (!facts.rhost[0] && pam_services::tells_client_address(facts.service))
        copy_numeric_address(item(pamh, PAM_RHOST), facts.rhost);

    const char* tty = item(pamh, PAM_TTY);
    if (std::strncmp(tty, devices, sizeof devices - 1) == 0) tty += sizeof devices - 1;
    if (std::strlen(tty) < sizeof facts.tty) std::strcpy(facts.tty, tty);
    if (facts.tty[0]) facts.tty_device = terminal_device(facts.tty);
    if (facts.tty_device) describe_session(facts.session);
    return facts;
}

}  // namespace okta_factor::pam
