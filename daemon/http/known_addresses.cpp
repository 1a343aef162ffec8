// SPDX-License-Identifier: MIT
#include "daemon/http/known_addresses.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include <array>

#include "daemon/http/url.h"

namespace okta_factor::http {
namespace {

bool is_numeric(const std::string& host) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return host.starts_with('[') || inet_pton(AF_INET, host.c_str(), address.data()) == 1;
}

// Behind these the name of the target is looked up here as well, and libcurl's address is the
// proxy's.
bool looks_up_the_target(const std::string& proxy_scheme) {
    return proxy_scheme == "socks5" || proxy_scheme == "socks4";
}

}  // namespace

std::string endpoint_of(const std::string& url, const std::string& proxy_url) {
    const bool proxied = !proxy_url.empty();
    const Url parsed = parse_url(proxied ? proxy_url : url);
    const auto scheme = url_part(parsed.get(), CURLUPART_SCHEME);
    const auto host = url_part(parsed.get(), CURLUPART_HOST);
    auto port = url_part(parsed.get(), CURLUPART_PORT);
    if (port.empty()) port = scheme == "https" ? "443" : "1080";
    if (host.empty() || is_numeric(host) || (proxied && looks_up_the_target(scheme))) return {};
    return host + ':' + port;
}

bool is_on_this_machine(const std::string& proxy_url) {
    if (proxy_url.empty()) return false;
    const Url parsed = parse_url(proxy_url);
    const auto host = url_part(parsed.get(), CURLUPART_HOST);
    return host == "localhost" || host.ends_with(".localhost") || host == "[::1]" ||
           (is_numeric(host) && host.starts_with("127."));
}

std::string KnownAddresses::pin_of(const std::string& endpoint) const {
    const auto known = addresses_.find(endpoint);
    if (known == addresses_.end()) return {};
    const bool is_ipv6 = known->second.find(':') != std::string::npos;
    return '+' + endpoint + ':' + (is_ipv6 ? '[' + known->second + ']' : known->second);
}

}  // namespace okta_factor::http
