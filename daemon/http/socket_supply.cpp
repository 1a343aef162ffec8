// SPDX-License-Identifier: MIT
#include "daemon/http/socket_supply.h"

#include <netinet/in.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "common/descriptor.h"

namespace okta_factor::http {
namespace {

int open_stream(int family) {
    return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
}

// Port 0: whichever is free. The address is left to connect(2).
bool bind_to_a_port(int fd, int family) {
    if (family == AF_INET) {
        sockaddr_in any{};
        any.sin_family = AF_INET;
        return bind(fd, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0;
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    sockaddr_in6 any{};
    any.sin6_family = AF_INET6;
    return bind(fd, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0;
}

int open_bound(int family) {
    Descriptor fd{open_stream(family)};
    return fd.is_open() && bind_to_a_port(fd.get(), family) ? fd.release() : -1;
}

}  // namespace

SocketSupply::SocketSupply() {
    keep_back();
}

SocketSupply::~SocketSupply() {
    for (const auto& kept : kept_)
        if (kept.fd >= 0) close(kept.fd);
}

void SocketSupply::keep_back() {
    for (auto& kept : kept_)
        if (kept.fd < 0) kept.fd = open_bound(kept.family);
}

int SocketSupply::take(int family) {
    for (auto& kept : kept_)
        if (kept.family == family) return std::exchange(kept.fd, -1);
    return -1;
}

SocketSupply::Given SocketSupply::open(int family) {
    if (const int bound = open_bound(family); bound >= 0) {
        keep_back();  // what was taken while there was none
        return {bound, true};
    }
    const int error = errno;
    if (const int kept = take(family); kept >= 0) return {kept, true};
    // All ports are bound, but a connection to another address may share one of them.
    if (const int unbound = open_stream(family); unbound >= 0) return {unbound, false};
    errno = error;
    return {};
}

}  // namespace okta_factor::http
