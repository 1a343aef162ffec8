// SPDX-License-Identifier: MIT
// What the administrator, not the request, decides about connections.
#pragma once

#include <chrono>
#include <string>

namespace okta_factor::http {

struct Options {
    std::string ca_file;         // PEM; empty: the system's store. One of them, never both
    std::string proxy;           // [scheme://][user:password@]host[:port]; empty: none
    std::string public_key_pin;  // sha256//BASE64[;sha256//BASE64…]; empty: none
    std::chrono::milliseconds connect_timeout{3000};  // name lookup, TCP, proxy and TLS together
    std::chrono::seconds address_lifetime{60};        // of a look-up that is not asked for again
    std::string user_agent;  // empty: "Mozilla/5.0 (Linux) okta-factor/VERSION", the shape a push
                             // request needs so that the phone can name the device
    // Open at once; requests beyond wait for one. More than the Okta client ever has under way: it
    // has a queue of its own, which knows whose turn it is.
    long max_connections = 40;
};

}  // namespace okta_factor::http
