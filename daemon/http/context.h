// SPDX-License-Identifier: MIT
// What the transfers of one transport share.
#pragma once

#include <curl/curl.h>

#include <set>

#include "daemon/http/curl_transport.h"
#include "daemon/http/known_addresses.h"
#include "daemon/http/lookup_limit.h"
#include "daemon/http/multi.h"
#include "daemon/http/options.h"
#include "daemon/http/proxy.h"
#include "daemon/http/socket_supply.h"
#include "daemon/loop/event_loop.h"

namespace okta_factor::http {

struct Context {
    Context(loop::EventLoop& event_loop, Options given);

    /// Lets the transfers in `waiting` look anew, on the loop's next turn: a connection stands now.
    /// From libcurl 8 on those that hoped to share it are not woken where it turns out to be
    /// HTTP/1.1, before the transfer on it is done.
    void call_up_waiting() noexcept;

    loop::EventLoop& loop;
    Options options;
    const Proxy proxy;
    const bool proxy_is_here;
    Statistics statistics;
    LookupLimit lookups;
    KnownAddresses addresses;
    SocketSupply sockets;
    loop::TimePoint last_issued{};      // when a request last found a connection
    loop::TimePoint last_answered{};    // when one was last answered
    loop::TimePoint last_unanswered{};  // when one was last given up without a byte of an answer
    Multi multi;
    std::set<CURL*> waiting;  // in libcurl's queue: neither connecting nor connected

  private:
    void look_anew() noexcept;

    loop::ScheduledCall calling_up_;
};

}  // namespace okta_factor::http
