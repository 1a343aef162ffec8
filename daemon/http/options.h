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
    std::string user_agent;  // empty: "Mozilla/5.0 (Linux) okta-factor/VERSION", the shape a push
                             // request needs so that the phone can name the device
    long max_connections = 32;  // open at once; requests beyond wait for one
};

}  // namespace okta_factor::http
