// SPDX-License-Identifier: MIT
#include "daemon/http/request_setup.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "daemon/http/easy.h"

namespace okta_factor::http {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view https = "https://";

// Data that nobody acknowledges for so long is on a connection that is gone (a firewall forgot it):
// all requests that share it fail, and the next ones open another.
constexpr milliseconds shortest_unacknowledged{5000};
constexpr long never_ms = 24 * 3600 * 1000L;

// An idle connection is worth keeping: it needs no port and no name server. The probes find out
// when a firewall has forgotten it, and keep it from doing so.
constexpr long longest_idle_s = 3600;
constexpr long probe_after_s = 30;
constexpr long probe_every_s = 10;

const char* or_null(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

void set_tls(CURL* easy, const Options& options) {
    set_option(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set_option(easy, CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set_option(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set_option(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    set_option(easy, CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
    set_option(easy, CURLOPT_PROXY_SSL_VERIFYHOST, 2L);
    if (!options.ca_file.empty()) {
        set_option(easy, CURLOPT_CAINFO, options.ca_file.c_str());
        set_option(easy, CURLOPT_CAPATH, nullptr);  // else the system's store counts beside it
    }
    set_option(easy, CURLOPT_PINNEDPUBLICKEY, or_null(options.public_key_pin));
}

// An empty CURLOPT_PROXY, unlike none, keeps libcurl from asking the environment.
void set_proxy(CURL* easy, const Proxy& proxy) {
    set_option(easy, CURLOPT_PROXY, proxy.url.c_str());
    set_option(easy, CURLOPT_NOPROXY, "");
    set_option(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
    set_option(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set_option(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
    set_option(easy, CURLOPT_PROXYUSERNAME, or_null(proxy.user));
    set_option(easy, CURLOPT_PROXYPASSWORD, or_null(proxy.password.reveal()));
}

}  // namespace

HeaderList::HeaderList(std::vector<std::string>& lines) : nodes_(lines.size()) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool one_line = std::none_of(lines[i].begin(), lines[i].end(),
                                           [](char c) { return c == '\r' || c == '\n' || !c; });
        if (!one_line || lines[i].empty()) throw std::invalid_argument("not one header line");
        nodes_[i].data = lines[i].data();
        nodes_[i].next = i + 1 < lines.size() ? &nodes_[i + 1] : nullptr;
    }
}

void limit_unacknowledged(curl_socket_t fd, milliseconds connect_timeout) noexcept {
    const auto ms =
        static_cast<unsigned>(std::max(connect_timeout, shortest_unacknowledged).count());
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);  // best effort
}

void set_request(CURL* easy, const Request& request) {
    if (!request.url.starts_with(https)) throw std::invalid_argument("not an https URL");
    set_option(easy, CURLOPT_URL, request.url.c_str());
    set_option(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(max_body_bytes));

    if (request.method == Method::post || request.body) {
        set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(request.body ? request.body->size() : 0));
        set_option(easy, CURLOPT_POSTFIELDS, request.body ? request.body->reveal().c_str() : "");
    }
    switch (request.method) {
        case Method::get:
            if (request.body) throw std::invalid_argument("a GET has no body");
            set_option(easy, CURLOPT_HTTPGET, 1L);
            break;
        case Method::post:
            set_option(easy, CURLOPT_POST, 1L);
            break;
        case Method::del:
            set_option(easy, CURLOPT_CUSTOMREQUEST, "DELETE");
            break;
    }
}

void set_options(CURL* easy, const Options& options, const Proxy& proxy) {
    set_option(easy, CURLOPT_PROTOCOLS_STR, "https");
    set_option(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set_option(easy, CURLOPT_PIPEWAIT, 1L);
    set_option(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    set_option(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
    set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set_option(easy, CURLOPT_PATH_AS_IS, 1L);
    set_option(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set_option(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set_option(easy, CURLOPT_NOSIGNAL, 1L);
    set_option(easy, CURLOPT_DNS_CACHE_TIMEOUT,
               static_cast<long>(options.address_lifetime.count()));
    set_option(easy, CURLOPT_MAXAGE_CONN, longest_idle_s);
    set_option(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    set_option(easy, CURLOPT_TCP_KEEPIDLE, probe_after_s);
    set_option(easy, CURLOPT_TCP_KEEPINTVL, probe_every_s);
    set_option(easy, CURLOPT_QUICK_EXIT, 1L);
    // All deadlines are the Transfer's: of libcurl's own some versions count the wait in the queue.
    set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, never_ms);
    set_tls(easy, options);
    set_proxy(easy, proxy);
}

}  // namespace okta_factor::http
