// SPDX-License-Identifier: MIT
#include "daemon/http/transfer.h"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <utility>

#include "daemon/http/problem.h"

namespace okta_factor::http {
namespace {

constexpr int go_on = 0;
constexpr int refuse_lookup = 1;
constexpr std::size_t abort_transfer = 0;

// Headers that libcurl adds on its own unless they are listed as empty.
constexpr std::array unwanted_headers{"Expect:", "Content-Type:"};

// libcurl's words may quote the peer's.
std::string printable(std::string_view text) {
    std::string result{text};
    std::replace_if(
        result.begin(), result.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return result;
}

std::string ms_text(std::chrono::milliseconds time) {
    return std::to_string(time.count()) + " ms";
}

}  // namespace

Transfer::Transfer(Context& context, Request request)
    : context_(context),
      request_(std::move(request)),
      ended_(context.loop),
      started_(context.loop.now()) {
    ++context_.statistics.requests;
    try {
        start();
    } catch (const std::exception& error) {
        end(Problem::internal, error.what());
    }
}

Transfer::~Transfer() {
    release();
}

void Transfer::start() {
    request_.headers.insert(request_.headers.end(), unwanted_headers.begin(),
                            unwanted_headers.end());
    headers_ = HeaderList{request_.headers};
    easy_.reset(curl_easy_init());
    if (!easy_) throw std::bad_alloc();
    set_options(easy_.get(), context_.options, context_.proxy);
    set_request(easy_.get(), request_);
    set_option(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
    set_callbacks();
    avoid_doubtful_connections();
    deadline_ = context_.loop.call_at(started_ + request_.timeout, [this] { deadline_passed(); });
    connect_deadline_ = context_.loop.call_at(started_ + context_.options.connect_timeout,
                                              [this] { connect_deadline_passed(); });
    context_.multi.add(easy_.get());
    added_ = true;
    context_.waiting.insert(easy_.get());
}

void Transfer::set_callbacks() {
    CURL* easy = easy_.get();
    set_option(easy, CURLOPT_PRIVATE, static_cast<Multi::Owner*>(this));
    set_option(easy, CURLOPT_ERRORBUFFER, error_text_.data());
    set_option(easy, CURLOPT_RESOLVER_START_FUNCTION, &on_lookup);
    set_option(easy, CURLOPT_RESOLVER_START_DATA, this);
    set_option(easy, CURLOPT_SOCKOPTFUNCTION, &on_socket);
    set_option(easy, CURLOPT_SOCKOPTDATA, this);
    set_option(easy, CURLOPT_PREREQFUNCTION, &on_issue);
    set_option(easy, CURLOPT_PREREQDATA, this);
    set_option(easy, CURLOPT_HEADERFUNCTION, &on_header);
    set_option(easy, CURLOPT_HEADERDATA, this);
    set_option(easy, CURLOPT_WRITEFUNCTION, &on_body);
    set_option(easy, CURLOPT_WRITEDATA, this);
}

// HTTP/2 keeps a connection whose requests go unanswered. Those that were open at the time are not
// used again once idle, and until something is answered every request opens its own.
void Transfer::avoid_doubtful_connections() {
    const auto doubt = context_.last_unanswered;
    if (doubt == loop::TimePoint{}) return;
    const auto age = std::chrono::duration_cast<loop::seconds>(started_ - doubt).count();
    set_option(easy_.get(), CURLOPT_MAXLIFETIME_CONN, std::max(1L, static_cast<long>(age)));
    set_option(easy_.get(), CURLOPT_FRESH_CONNECT, doubt > context_.last_answered ? 1L : 0L);
}

int Transfer::on_lookup(void*, void*, void* self) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    transfer.lookup_refused_ = !transfer.context_.lookups.may_start(transfer.context_.loop.now());
    if (transfer.lookup_refused_) return refuse_lookup;
    transfer.lookup_started_ = true;
    transfer.attempt_begins();
    return go_on;
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
        connect_deadline_ =
            context_.loop.call_at(*attempt_began_ + context_.options.connect_timeout,
                                  [this] { connect_deadline_passed(); });
    } catch (const std::exception&) {  // the request's own deadline ends it
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
    return abort_transfer;
}

std::size_t Transfer::on_body(char* piece, std::size_t, std::size_t size, void* self) noexcept try {
    return static_cast<Transfer*>(self)->reader_.take_body({piece, size}) ? size : abort_transfer;
} catch (...) {
    return abort_transfer;
}

void Transfer::finished(CURLcode code) noexcept {
    const Problem problem = problem_after(code);
    std::string_view detail;
    if (lookup_refused_)
        detail = "too many earlier name lookups still hang";
    else if (resend_refused_)
        detail = "the connection ended before the answer; not sent again";
    else if (reader_.overflowed())
        detail = "the answer is too large";
    else if (problem != Problem::none && code == CURLE_OK)
        detail = "the answer broke off";
    else if (problem != Problem::none)
        detail = error_text_.front() ? error_text_.data() : curl_easy_strerror(code);
    if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY)
        lookup_started_ = false;  // it answered: no thread is left behind
    end(problem, detail);
}

Problem Transfer::problem_after(CURLcode code) const {
    if (lookup_refused_) return Problem::resolve;
    if (resend_refused_) return Problem::broken;
    if (reader_.overflowed()) return Problem::too_large;
    if (code == CURLE_OK && !reader_.head_complete()) return Problem::broken;
    Ending ending;
    ending.code = code;
    ending.words = error_text_.data();
    ending.issued = issued_;
    ending.looking_up = looking_up();
    ending.proxied = !context_.proxy.url.empty();
    (curl_easy_getinfo)(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &ending.proxy_status);
    return problem_of(ending);
}

// A request may wait in the queue behind others that are being served: that is not a failure to
// connect.
void Transfer::connect_deadline_passed() {
    const auto connect_timeout = context_.options.connect_timeout;
    const auto began = attempt_began_.value_or(std::max(started_, context_.last_issued));
    if (began + connect_timeout > context_.loop.now()) {
        connect_deadline_ =
            context_.loop.call_at(began + connect_timeout, [this] { connect_deadline_passed(); });
        return;
    }
    end(problem_after(CURLE_OPERATION_TIMEDOUT),
        "no connection within " + ms_text(connect_timeout) + ": " + std::string{phase()});
}

void Transfer::deadline_passed() {
    if (issued_ && !reader_.began()) context_.last_unanswered = context_.loop.now();
    end(Problem::timeout,
        "not done within " + ms_text(request_.timeout) + ": " + std::string{phase()});
}

bool Transfer::looking_up() const {
    return lookup_started_ && number_of(easy_.get(), CURLINFO_NAMELOOKUP_TIME_T) == 0;
}

std::string_view Transfer::phase() const {
    if (reader_.began()) return "reading the answer";
    if (issued_) return "waiting for the answer";
    if (looking_up()) return "looking up the name";
    if (!attempt_began_) return "waiting for a connection";
    if (number_of(easy_.get(), CURLINFO_CONNECT_TIME_T) == 0) return "connecting";
    return "in the TLS handshake";
}

void Transfer::end(Problem problem, std::string_view detail) {
    if (problem == Problem::none) {
        response_ = reader_.take();
        context_.last_answered = context_.loop.now();
    }
    response_.problem = problem;
    response_.detail = printable(detail);
    response_.elapsed =
        std::chrono::duration_cast<std::chrono::microseconds>(context_.loop.now() - started_);
    release();
    ended_.notify();
}

// Safe at any time but inside a libcurl callback, where nobody gets the chance: coroutines, and so
// destructors, run from the loop only.
void Transfer::release() noexcept {
    deadline_.reset();
    connect_deadline_.reset();
    if (added_) {
        long connections = 0;
        (curl_easy_getinfo)(easy_.get(), CURLINFO_NUM_CONNECTS, &connections);
        context_.statistics.connections += static_cast<std::uint64_t>(connections);
        if (looking_up()) context_.lookups.abandoned(context_.loop.now());
        context_.multi.remove(easy_.get());
        context_.waiting.erase(easy_.get());
        added_ = false;
    }
    easy_.reset();
    for (auto& line : request_.headers)
        erase(line);
    request_.headers.clear();
    request_.body.reset();
}

}  // namespace okta_factor::http
