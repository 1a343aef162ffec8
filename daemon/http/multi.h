// SPDX-License-Identifier: MIT
// libcurl's multi handle driven by the event loop: it says which sockets and which timer to watch.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <unordered_map>

#include "daemon/loop/event_loop.h"

namespace okta_factor::http {

class Multi {
  public:
    /// Whose easy handle it is: found through CURLOPT_PRIVATE.
    class Owner {
      public:
        /// Never called from inside a libcurl callback; may remove() its handle, must not resume
        /// anybody.
        virtual void finished(CURLcode code) noexcept = 0;

      protected:
        ~Owner() = default;
    };

    Multi(loop::EventLoop& loop, long max_connections);

    void add(CURL* easy);  // throws std::runtime_error
    void remove(CURL* easy) noexcept { curl_multi_remove_handle(multi_.get(), easy); }

  private:
    static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) noexcept;
    static int on_timer(CURLM*, long timeout_ms, void* self) noexcept;

    void watch(curl_socket_t fd, int what);
    void set_timer(long timeout_ms);
    void drive(curl_socket_t fd, int ready);

    struct Deleter {
        void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
    };

    loop::EventLoop& loop_;
    std::unordered_map<curl_socket_t, loop::EventSource> sockets_;
    loop::ScheduledCall timer_;
    std::unique_ptr<CURLM, Deleter> multi_;  // last: its cleanup still calls back
};

}  // namespace okta_factor::http
