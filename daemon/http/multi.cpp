// SPDX-License-Identifier: MIT
#include "daemon/http/multi.h"

#include <sys/epoll.h>

#include <exception>
#include <stdexcept>

namespace okta_factor::http {
namespace {

constexpr int failed = -1;

void check(CURLMcode code) {
    if (code != CURLM_OK) throw std::runtime_error(curl_multi_strerror(code));
}

unsigned epoll_events(int what) {
    return (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
}

// An error or hang-up alone is passed as 0: libcurl then looks for itself.
int curl_events(unsigned revents) {
    return (revents & EPOLLIN ? CURL_CSELECT_IN : 0) | (revents & EPOLLOUT ? CURL_CSELECT_OUT : 0);
}

}  // namespace

Multi::Multi(loop::EventLoop& loop, long max_connections) : loop_(loop), multi_(curl_multi_init()) {
    if (!multi_) throw std::runtime_error("libcurl gives no multi handle");
    CURLM* multi = multi_.get();
    check(curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket));
    check(curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this));
    check(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer));
    check(curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this));
    check(curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX));
    check(curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, max_connections));
    check(curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, max_connections));
}

void Multi::add(CURL* easy) {
    check(curl_multi_add_handle(multi_.get(), easy));
}

int Multi::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) noexcept try {
    static_cast<Multi*>(self)->watch(fd, what);
    return 0;
} catch (...) {
    static_cast<Multi*>(self)->loop_.report("watching a socket of libcurl",
                                            std::current_exception());
    return failed;
}

int Multi::on_timer(CURLM*, long timeout_ms, void* self) noexcept try {
    static_cast<Multi*>(self)->set_timer(timeout_ms);
    return 0;
} catch (...) {
    static_cast<Multi*>(self)->loop_.report("setting libcurl's timer", std::current_exception());
    return failed;
}

void Multi::watch(curl_socket_t fd, int what) {
    if (what == CURL_POLL_REMOVE) {
        sockets_.erase(fd);
        return;
    }
    if (const auto known = sockets_.find(fd); known != sockets_.end()) {
        sd_event_source_set_io_events(known->second.get(), epoll_events(what));
        return;
    }
    sockets_.emplace(fd, loop_.watch(fd, epoll_events(what), [this, fd](unsigned revents) {
        drive(fd, curl_events(revents));
    }));
}

// Zero goes past the timer: its accuracy of a millisecond would be added to every request.
void Multi::set_timer(long timeout_ms) {
    timer_.reset();
    if (timeout_ms < 0) return;
    auto expired = [this] { drive(CURL_SOCKET_TIMEOUT, 0); };
    timer_ = timeout_ms == 0 ? loop_.call_soon(expired)
                             : loop_.call_at(loop_.now() + loop::milliseconds{timeout_ms}, expired);
}

// One wake-up may finish several transfers, and nobody wakes us again for the rest.
void Multi::drive(curl_socket_t fd, int ready) {
    int running = 0;
    curl_multi_socket_action(multi_.get(), fd, ready, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        void* owner = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
        static_cast<Owner*>(owner)->finished(message->data.result);
    }
}

}  // namespace okta_factor::http
