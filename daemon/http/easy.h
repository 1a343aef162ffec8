// SPDX-License-Identifier: MIT
// libcurl's easy handle behind RAII, and options that cannot fail unseen.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace okta_factor::http {

struct EasyDeleter {
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;

/// libcurl reads its variadic argument as the type it expects, so nothing else may be passed.
template <class Value>
concept OptionValue = std::is_pointer_v<Value> || std::is_null_pointer_v<Value> ||
    std::is_same_v<Value, long> || std::is_same_v<Value, curl_off_t>;

/// Throws std::runtime_error: an option refused is a mistake of ours or a lack of memory.
template <OptionValue Value>
void set_option(CURL* easy, CURLoption option, Value value) {
    // In parentheses: past the type-checking macro, which wants a literal option.
    if (const CURLcode code = (curl_easy_setopt)(easy, option, value); code != CURLE_OK)
        throw std::runtime_error("libcurl option " + std::to_string(option) + ": " +
                                 curl_easy_strerror(code));
}

/// A number about the transfer; zero where libcurl does not know it.
inline curl_off_t number_of(CURL* easy, CURLINFO info) {
    curl_off_t value = 0;
    (curl_easy_getinfo)(easy, info, &value);
    return value;
}

}  // namespace okta_factor::http
