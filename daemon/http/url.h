// SPDX-License-Identifier: MIT
// libcurl's URL parser behind RAII.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <new>
#include <string>

namespace okta_factor::http {

struct UrlDeleter {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlDeleter>;

inline Url new_url() {
    Url url{curl_url()};
    if (!url) throw std::bad_alloc();
    return url;
}

/// One that cannot be parsed has no parts. Any scheme will do.
inline Url parse_url(const std::string& text) {
    Url url = new_url();
    curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME);
    return url;
}

/// Empty where there is none.
inline std::string url_part(CURLU* url, CURLUPart what, unsigned flags = 0) {
    struct Free {
        void operator()(char* text) const noexcept { curl_free(text); }
    };
    char* text = nullptr;
    if (curl_url_get(url, what, &text, flags) != CURLUE_OK) return {};
    return std::unique_ptr<char, Free>(text).get();
}

}  // namespace okta_factor::http
