// SPDX-License-Identifier: MIT
#include "daemon/http/machine_check.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "common/descriptor.h"

namespace okta_factor::http {
namespace {

// Several at once: one that happens to be free for a moment proves little.
constexpr std::size_t wanted_of_each = 4;

std::string_view named(int error) {
    switch (error) {
        case EMFILE:
        case ENFILE:
            return "file descriptors";
        case EADDRINUSE:
        case EADDRNOTAVAIL:
        case EAGAIN:
            return "ports";
        case EAFNOSUPPORT:  // without IPv4 there is nothing to be short of
        case EPROTONOSUPPORT:
            return {};
        default:
            return "memory for sockets";
    }
}

int bind_anywhere(int fd) {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    return bind(fd, reinterpret_cast<const sockaddr*>(&any), sizeof any);
}

std::string_view shortage_of(int type) {
    std::array<std::optional<Descriptor>, wanted_of_each> held;
    for (auto& one : held) {
        const auto& fd = one.emplace(socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        if (!fd.is_open() || bind_anywhere(fd.get()) != 0) return named(errno);
    }
    return {};
}

}  // namespace

std::string_view shortage() {
    const auto of_lookups = shortage_of(SOCK_DGRAM);
    return of_lookups.empty() ? shortage_of(SOCK_STREAM) : of_lookups;
}

std::chrono::nanoseconds waited_for_processor() {
    const Descriptor file{open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC)};
    std::array<char, 128> text{};
    if (!file.is_open() || read(file.get(), text.data(), text.size() - 1) <= 0) return {};
    const char* const second = std::strchr(text.data(), ' ');
    return std::chrono::nanoseconds{second ? std::strtoll(second, nullptr, 10) : 0};
}

}  // namespace okta_factor::http
