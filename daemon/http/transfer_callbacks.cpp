// SPDX-License-Identifier: MIT
// What libcurl tells a transfer, and asks it, on the way. Nobody is resumed from here.
#include <cerrno>
#include <exception>
#include <utility>

#include "daemon/http/machine_check.h"
#include "daemon/http/transfer.h"

namespace okta_factor::http {
namespace {

constexpr int go_on = 0;
constexpr int refuse_lookup = 1;
constexpr std::size_t abort_transfer = 0;

}  // namespace

void Transfer::set_callbacks() {
    CURL* easy = easy_.get();
    set_option(easy, CURLOPT_PRIVATE, static_cast<Multi::Owner*>(this));
    set_option(easy, CURLOPT_ERRORBUFFER, error_text_.data());
    set_option(easy, CURLOPT_RESOLVER_START_FUNCTION, &on_lookup);
    set_option(easy, CURLOPT_RESOLVER_START_DATA, this);
    set_option(easy, CURLOPT_OPENSOCKETFUNCTION, &on_open_socket);
    set_option(easy, CURLOPT_OPENSOCKETDATA, this);
    set_option(easy, CURLOPT_SOCKOPTFUNCTION, &on_socket);
    set_option(easy, CURLOPT_SOCKOPTDATA, this);
    set_option(easy, CURLOPT_PREREQFUNCTION, &on_issue);
    set_option(easy, CURLOPT_PREREQDATA, this);
    set_option(easy, CURLOPT_HEADERFUNCTION, &on_header);
    set_option(easy, CURLOPT_HEADERDATA, this);
    set_option(easy, CURLOPT_WRITEFUNCTION, &on_body);
    set_option(easy, CURLOPT_WRITEDATA, this);
}

int Transfer::on_lookup(void*, void*, void* self) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    transfer.lookup_refused_ = !transfer.context_.lookups.may_start(transfer.context_.loop.now());
    if (transfer.lookup_refused_) return refuse_lookup;
    transfer.lookup_started_ = true;
    transfer.short_of_ = shortage();  // the look-up could not tell
    transfer.attempt_begins();
    return go_on;
}

curl_socket_t Transfer::on_open_socket(void* self, curlsocktype, curl_sockaddr* peer) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    const auto given = transfer.context_.sockets.open(peer->family);
    const bool no_such_family = given.fd < 0 && errno == EAFNOSUPPORT;
    if (given.fd < 0 && !no_such_family) transfer.short_of_ = "file descriptors";
    if (given.fd >= 0 && !given.has_port) transfer.short_of_ = "ports";
    return given.fd < 0 ? CURL_SOCKET_BAD : given.fd;
}

int Transfer::on_socket(void* self, curl_socket_t fd, curlsocktype) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    limit_unacknowledged(fd, transfer.context_.options.connect_timeout);
    transfer.attempt_begins();
    return CURL_SOCKOPT_OK;
}

// A look-up, then one socket or several: one attempt. libcurl may make another for a request whose
// kept connection has ended.
void Transfer::attempt_begins() noexcept {
    if (attempt_began_) return;
    attempt_began_ = context_.loop.now();
    context_.waiting.erase(easy_.get());
    try {
        connect_due_ = *attempt_began_ + context_.options.connect_timeout;
        connect_deadline_ =
            context_.loop.call_after_arrivals(connect_due_, [this] { connect_deadline_passed(); });
    } catch (...) {  // the request's own deadline ends it
        context_.loop.report("setting a deadline to connect", std::current_exception());
    }
}

// libcurl sends a request again, on its own, when a kept connection ends before the first byte of
// the answer. Okta may have acted on the first: a second code sent, a wrong code counted twice.
int Transfer::on_issue(void* self, char*, char*, int, int) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    transfer.resend_refused_ = transfer.issued_ && transfer.request_.method != Method::get;
    if (transfer.resend_refused_) return CURL_PREREQFUNC_ABORT;
    transfer.issued_ = true;
    transfer.context_.last_issued = transfer.context_.loop.now();
    transfer.context_.waiting.erase(transfer.easy_.get());
    transfer.connect_deadline_.reset();
    if (std::exchange(transfer.attempt_began_, std::nullopt)) transfer.context_.call_up_waiting();
    return CURL_PREREQFUNC_OK;
}

std::size_t Transfer::on_header(char* line, std::size_t, std::size_t size, void* self) noexcept
    try {
    return static_cast<Transfer*>(self)->reader_.take_line({line, size}) ? size : abort_transfer;
} catch (...) {
    static_cast<Transfer*>(self)->context_.loop.report("reading an answer",
                                                       std::current_exception());
    return abort_transfer;
}

std::size_t Transfer::on_body(char* piece, std::size_t, std::size_t size, void* self) noexcept try {
    return static_cast<Transfer*>(self)->reader_.take_body({piece, size}) ? size : abort_transfer;
} catch (...) {
    static_cast<Transfer*>(self)->context_.loop.report("reading an answer",
                                                       std::current_exception());
    return abort_transfer;
}

}  // namespace okta_factor::http
