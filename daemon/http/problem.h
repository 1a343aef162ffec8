// SPDX-License-Identifier: MIT
// From libcurl's ninety ways to fail to the few that make a difference to a login.
#pragma once

#include <curl/curl.h>

#include <string_view>

#include "daemon/http/transport.h"

namespace okta_factor::http {

/// What is known when a transfer ends.
struct Ending {
    CURLcode code = CURLE_OK;
    std::string_view words;   // libcurl's error buffer
    bool issued = false;      // the request itself was on its way
    bool looking_up = false;  // still waiting for the host's address
    bool proxied = false;     // a proxy is configured
    long proxy_status = 0;    // its answer to CONNECT, 0: none
};

Problem problem_of(const Ending& ending);

}  // namespace okta_factor::http
