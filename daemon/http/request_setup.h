// SPDX-License-Identifier: MIT
// Every libcurl option we set, in one place: what a request says, and what no request can change.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <string>
#include <vector>

#include "daemon/http/options.h"
#include "daemon/http/proxy.h"
#include "daemon/http/transport.h"

namespace okta_factor::http {

/// The header lines as the list that libcurl reads, pointing at strings that stay where they are:
/// they carry the token, and are not copied.
class HeaderList {
  public:
    HeaderList() = default;
    /// Throws std::invalid_argument for a line that would be two, or none.
    explicit HeaderList(std::vector<std::string>& lines);
    [[nodiscard]] curl_slist* get() noexcept { return nodes_.empty() ? nullptr : nodes_.data(); }

  private:
    std::vector<curl_slist> nodes_;
};

/// Method, URL and body. `request` must outlive the transfer. Throws std::invalid_argument or
/// std::runtime_error.
void set_request(CURL* easy, const Request& request);

/// How long what was sent on a connection may stay unacknowledged before it counts as gone.
void limit_unacknowledged(curl_socket_t fd, std::chrono::milliseconds connect_timeout) noexcept;

/// TLS, proxy and everything that libcurl must not do. `options` must outlive the
/// transfer.
void set_options(CURL* easy, const Options& options, const Proxy& proxy);

}  // namespace okta_factor::http
