// SPDX-License-Identifier: MIT
#include "daemon/http/erasing_memory.h"

#include <curl/curl.h>
#include <malloc.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace okta_factor::http {
namespace {

void erase_and_free(void* memory) {
    if (!memory) return;
    explicit_bzero(memory, malloc_usable_size(memory));
    std::free(memory);
}

// Not realloc(3): it leaves the old bytes behind when it moves them.
void* erasing_realloc(void* old, std::size_t size) {
    void* grown = std::malloc(size);
    if (grown && old) {
        std::memcpy(grown, old, std::min(size, malloc_usable_size(old)));
        erase_and_free(old);
    }
    return grown;
}

CURLcode start() {
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    return curl_global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, erase_and_free, erasing_realloc,
                                strdup, std::calloc);
}

}  // namespace

void start_libcurl() {
    static const CURLcode code = start();
    if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
}

}  // namespace okta_factor::http
