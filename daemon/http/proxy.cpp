// SPDX-License-Identifier: MIT
#include "daemon/http/proxy.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace okta_factor::http {
namespace {

constexpr std::array<std::string_view, 6> schemes{"http",    "https",  "socks4",
                                                  "socks4a", "socks5", "socks5h"};

struct UrlDeleter {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
struct TextDeleter {
    void operator()(char* text) const noexcept { curl_free(text); }
};

[[noreturn]] void refuse() {
    throw std::invalid_argument("proxy: not [scheme://][user:password@]host[:port]");
}

std::string part(CURLU* url, CURLUPart what, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, what, &text, flags) != CURLUE_OK) return {};
    return std::unique_ptr<char, TextDeleter>(text).get();
}

}  // namespace

Proxy parse_proxy(const std::string& text) {
    if (text.empty()) return {};
    const std::unique_ptr<CURLU, UrlDeleter> url{curl_url()};
    if (!url) throw std::bad_alloc();
    std::string whole = text.find("://") == std::string::npos ? "http://" + text : text;
    const CURLUcode parsed =
        curl_url_set(url.get(), CURLUPART_URL, whole.c_str(), CURLU_NON_SUPPORT_SCHEME);
    erase(whole);
    if (parsed != CURLUE_OK) refuse();
    const std::string scheme = part(url.get(), CURLUPART_SCHEME);
    const std::string path = part(url.get(), CURLUPART_PATH);
    if (std::find(schemes.begin(), schemes.end(), scheme) == schemes.end()) refuse();
    if (part(url.get(), CURLUPART_HOST).empty() || path.size() > 1) refuse();

    Proxy proxy;
    proxy.user = part(url.get(), CURLUPART_USER, CURLU_URLDECODE);
    proxy.password = Secret{part(url.get(), CURLUPART_PASSWORD, CURLU_URLDECODE)};
    curl_url_set(url.get(), CURLUPART_USER, nullptr, 0);
    curl_url_set(url.get(), CURLUPART_PASSWORD, nullptr, 0);
    proxy.url = part(url.get(), CURLUPART_URL);
    return proxy;
}

}  // namespace okta_factor::http
