// SPDX-License-Identifier: MIT
#include "daemon/http/context.h"

#include <exception>
#include <utility>

#include "daemon/http/proxy.h"

namespace okta_factor::http {
namespace {

Options with_user_agent(Options options) {
    if (options.user_agent.empty())
        options.user_agent = "Mozilla/5.0 (Linux) okta-factor/" OKTA_FACTOR_VERSION;
    return options;
}

}  // namespace

Context::Context(loop::EventLoop& event_loop, Options given)
    : loop(event_loop),
      options(with_user_agent(std::move(given))),
      proxy(parse_proxy(options.proxy)),
      proxy_is_here(is_on_this_machine(proxy.url)),
      multi(event_loop, options.max_connections) {
    erase(options.proxy);  // with its password; what is left of it is in `proxy`
}

void Context::look_anew() noexcept {
    for (CURL* easy : waiting) {
        try {
            multi.remove(easy);
            multi.add(easy);
        } catch (...) {  // its deadline ends it
            loop.report("waking a request that waits", std::current_exception());
        }
    }
}

void Context::call_up_waiting() noexcept {
    if (waiting.empty()) return;
    try {
        calling_up_ = loop.call_soon([this] { look_anew(); });
    } catch (...) {  // libcurl wakes them when a transfer is done
        loop.report("waking the requests that wait", std::current_exception());
    }
}

}  // namespace okta_factor::http
