// SPDX-License-Identifier: MIT
// A proxy's URL taken apart, so that its password is in no error message: libcurl quotes the whole
// URL in some.
#pragma once

#include <string>

#include "common/secret.h"

namespace okta_factor::http {

struct Proxy {
    std::string url;  // without credentials; empty: none
    std::string user;
    Secret password;
};

/// Throws std::invalid_argument, without the text, if it is neither empty nor a proxy libcurl
/// speaks to (http, https, socks4, socks4a, socks5, socks5h; http where it does not say).
Proxy parse_proxy(const std::string& text);

}  // namespace okta_factor::http
