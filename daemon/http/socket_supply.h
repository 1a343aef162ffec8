// SPDX-License-Identifier: MIT
// Sockets for connections to Okta, each bound to a port of its own before it connects, so that a
// lack of ports shows as such. One of each family is kept back: whoever takes the last port or the
// last descriptor of this machine does not keep the daemon from asking Okta.
#pragma once

#include <sys/socket.h>

#include <array>

namespace okta_factor::http {

class SocketSupply {
  public:
    SocketSupply();
    SocketSupply(const SocketSupply&) = delete;
    SocketSupply& operator=(const SocketSupply&) = delete;
    ~SocketSupply();

    struct Given {
        int fd = -1;            // the caller's; negative: none, and errno says why
        bool has_port = false;  // else connect(2) may still find one that others share
    };
    /// A TCP socket, close-on-exec. family: AF_INET or AF_INET6.
    Given open(int family);

  private:
    struct Kept {
        int family;
        int fd = -1;
    };
    void keep_back();
    int take(int family);

    std::array<Kept, 2> kept_{Kept{AF_INET}, Kept{AF_INET6}};
};

}  // namespace okta_factor::http
