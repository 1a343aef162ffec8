// SPDX-License-Identifier: MIT
// The Transport of the daemon: libcurl's multi interface on the event loop. HTTPS only, TLS 1.2 or
// newer, peer and host always verified, no redirects, no cookies, no .netrc, nothing from the
// environment. HTTP/2 where it is offered: many requests, one connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "daemon/http/options.h"
#include "daemon/http/transport.h"
#include "daemon/loop/event_loop.h"

namespace okta_factor::http {

struct Context;

/// Counted since the transport was made.
struct Statistics {
    std::uint64_t requests = 0;     // handed to send(), whatever became of them
    std::uint64_t connections = 0;  // opened for them, those that failed included
};

class CurlTransport final : public Transport {
  public:
    /// Throws std::invalid_argument if options.proxy is not one, std::runtime_error if libcurl does
    /// not start. Ignores SIGPIPE in the whole process: OpenSSL would raise it on a closed socket.
    CurlTransport(loop::EventLoop& loop, Options options);
    ~CurlTransport() override;  // after the last task of send() is gone

    /// Never throws. Beside request.timeout, Options.connect_timeout bounds the wait for a
    /// connection; a request queued behind others that do get through is not held to it.
    loop::Task<Response> send(Request request) override;

    [[nodiscard]] const Statistics& statistics() const noexcept;

  private:
    std::unique_ptr<Context> context_;
};

}  // namespace okta_factor::http
