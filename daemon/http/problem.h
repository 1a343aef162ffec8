// SPDX-License-Identifier: MIT
// Why a transfer failed, from all that is known when it ends. Pure.
#pragma once

#include <curl/curl.h>

#include <string_view>

#include "daemon/http/transport.h"

namespace okta_factor::http {

/// What is known when a transfer ends.
struct Ending {
    CURLcode code = CURLE_OK;
    std::string_view words;                 // libcurl's error buffer
    bool issued = false;                    // the request itself was on its way
    bool looking_up = false;                // still waiting for the host's address
    bool proxied = false;                   // a proxy is configured
    long proxy_status = 0;                  // its answer to CONNECT, 0: none
    CURLproxycode proxy_error = CURLPX_OK;  // what a SOCKS proxy said
    int system_error = 0;                   // errno of the last failed connection, 0: none
    bool machine_short = false;  // this machine lacks ports, descriptors, threads or time
    bool proxy_is_here = false;  // on this machine, where any local user can use it up
    bool others_served = false;  // it waited for a connection while others got theirs
};

Problem problem_of(const Ending& ending);

}  // namespace okta_factor::http
