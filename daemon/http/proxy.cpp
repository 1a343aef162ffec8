// SPDX-License-Identifier: MIT
#include "daemon/http/proxy.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "daemon/http/url.h"

namespace okta_factor::http {
namespace {

constexpr std::array<std::string_view, 6> schemes{"http",    "https",  "socks4",
                                                  "socks4a", "socks5", "socks5h"};

[[noreturn]] void refuse() {
    throw std::invalid_argument("proxy: not [scheme://][user:password@]host[:port]");
}

}  // namespace

Proxy parse_proxy(const std::string& text) {
    if (text.empty()) return {};
    const Url url = new_url();
    std::string whole = text.find("://") == std::string::npos ? "http://" + text : text;
    const CURLUcode parsed =
        curl_url_set(url.get(), CURLUPART_URL, whole.c_str(), CURLU_NON_SUPPORT_SCHEME);
    erase(whole);
    if (parsed != CURLUE_OK) refuse();
    const std::string scheme = url_part(url.get(), CURLUPART_SCHEME);
    const std::string path = url_part(url.get(), CURLUPART_PATH);
    if (std::find(schemes.begin(), schemes.end(), scheme) == schemes.end()) refuse();
    if (url_part(url.get(), CURLUPART_HOST).empty() || path.size() > 1) refuse();

    Proxy proxy;
    proxy.user = url_part(url.get(), CURLUPART_USER, CURLU_URLDECODE);
    proxy.password = Secret{url_part(url.get(), CURLUPART_PASSWORD, CURLU_URLDECODE)};
    curl_url_set(url.get(), CURLUPART_USER, nullptr, 0);
    curl_url_set(url.get(), CURLUPART_PASSWORD, nullptr, 0);
    proxy.url = url_part(url.get(), CURLUPART_URL);
    return proxy;
}

}  // namespace okta_factor::http
