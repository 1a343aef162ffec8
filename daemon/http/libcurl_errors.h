// SPDX-License-Identifier: MIT
// What libcurl's errors, a proxy's and the system's mean: one table each. Whatever is not in them
// is taken for trouble of our own, which never counts as an outage of Okta.
#pragma once

#include <curl/curl.h>

#include <span>

#include "daemon/http/transport.h"

namespace okta_factor::http {

struct CurlErrorRow {
    CURLcode code;
    Problem problem;
};
/// libcurl-errors(3), of every libcurl from 7.88 to 8.14.
std::span<const CurlErrorRow> curl_errors();
Problem problem_named_by(CURLcode code);

struct ProxyErrorRow {
    CURLproxycode code;
    Problem problem;
};
/// What a SOCKS proxy said, or did (CURLINFO_PROXY_ERROR).
std::span<const ProxyErrorRow> proxy_errors();
Problem problem_named_by(CURLproxycode code);

/// The proxy's answer to CONNECT, where it is not 2xx: it refuses, or says that it does not get
/// through to Okta either.
Problem problem_of_proxy_status(long status);

struct SystemErrorRow {
    int error;
    bool is_networks;  // else this machine's own
};
/// errno of what failed on the way to a connection (CURLINFO_OS_ERRNO).
std::span<const SystemErrorRow> system_errors();
bool is_networks_error(int error);

}  // namespace okta_factor::http
