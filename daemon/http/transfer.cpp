// SPDX-License-Identifier: MIT
#include "daemon/http/transfer.h"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <utility>

#include "daemon/http/machine_check.h"
#include "daemon/http/problem.h"

namespace okta_factor::http {
namespace {

// A deadline that is noticed so late, or after so long a wait for a processor in many small pieces,
// says that this machine had no time for us.
constexpr std::chrono::milliseconds tolerable_delay{1000};
constexpr std::chrono::milliseconds least_wait{500};
constexpr int part_of_timeout = 3;

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
    } catch (const std::invalid_argument& error) {
        end(Problem::internal, error.what());
    } catch (const std::exception& error) {  // out of memory or descriptors
        end(Problem::machine, error.what());
    }
}

Transfer::~Transfer() {
    release();
}

void Transfer::start() {
    request_.headers.insert(request_.headers.end(), unwanted_headers.begin(),
                            unwanted_headers.end());
    headers_ = HeaderList{request_.headers};
    endpoint_ = endpoint_of(request_.url, context_.proxy.url);
    deadline_ = context_.loop.call_after_arrivals(started_ + request_.timeout,
                                                  [this] { deadline_passed(); });
    attempt();
}

void Transfer::attempt() {
    easy_.reset(curl_easy_init());
    if (!easy_) throw std::bad_alloc();
    set_options(easy_.get(), context_.options, context_.proxy);
    set_request(easy_.get(), request_);
    set_option(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
    if (!pin_.empty()) {
        pinned_.data = pin_.data();
        set_option(easy_.get(), CURLOPT_RESOLVE, &pinned_);
    }
    set_callbacks();
    avoid_doubtful_connections();
    handed_over_ = context_.loop.now();
    waited_before_ = waited_for_processor();
    connect_due_ = handed_over_ + context_.options.connect_timeout;
    connect_deadline_ =
        context_.loop.call_after_arrivals(connect_due_, [this] { connect_deadline_passed(); });
    context_.multi.add(easy_.get());
    added_ = true;
    context_.waiting.insert(easy_.get());
}

// Nothing was sent yet, so nothing is repeated.
bool Transfer::try_known_address() {
    if (!pin_.empty()) return false;
    pin_ = context_.addresses.pin_of(endpoint_);
    if (pin_.empty()) return false;
    let_go_of_handle();
    lookup_started_ = lookup_refused_ = false;
    short_of_ = {};
    attempt_began_.reset();
    error_text_.front() = '\0';
    attempt();
    return true;
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

void Transfer::finished(CURLcode code) noexcept {
    try {
        conclude(code, detail_after(code));
    } catch (const std::exception& error) {  // out of memory
        end(Problem::machine, error.what());
    }
}

std::string Transfer::detail_after(CURLcode code) const {
    if (lookup_refused_) return "too many earlier name lookups still hang";
    if (resend_refused_) return "the connection ended before the answer; not sent again";
    if (reader_.overflowed()) return "the answer is too large";
    if (code == CURLE_OK) return reader_.head_complete() ? "" : "the answer broke off";
    return error_text_.front() ? error_text_.data() : curl_easy_strerror(code);
}

bool Transfer::lacks_address(CURLcode code) const {
    return lookup_refused_ || code == CURLE_COULDNT_RESOLVE_HOST ||
           code == CURLE_COULDNT_RESOLVE_PROXY ||
           (code == CURLE_OPERATION_TIMEDOUT && looking_up());
}

Problem Transfer::problem_after(CURLcode code) {
    if (lookup_refused_) return Problem::machine;
    if (resend_refused_) return Problem::broken;
    if (reader_.overflowed()) return Problem::too_large;
    if (code == CURLE_OK) return reader_.head_complete() ? Problem::none : Problem::broken;
    if (short_of_.empty()) short_of_ = shortage();
    Ending ending;
    ending.code = code;
    ending.words = error_text_.data();
    ending.issued = issued_;
    ending.looking_up = looking_up();
    ending.proxied = !context_.proxy.url.empty();
    ending.proxy_is_here = context_.proxy_is_here;
    ending.machine_short = !short_of_.empty();
    ending.others_served = !issued_ && !attempt_began_ && context_.last_issued > handed_over_;
    long system_error = 0, proxy_error = 0;
    (curl_easy_getinfo)(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &ending.proxy_status);
    (curl_easy_getinfo)(easy_.get(), CURLINFO_OS_ERRNO, &system_error);
    (curl_easy_getinfo)(easy_.get(), CURLINFO_PROXY_ERROR, &proxy_error);
    ending.system_error = static_cast<int>(system_error);
    ending.proxy_error = static_cast<CURLproxycode>(proxy_error);
    return problem_of(ending);
}

void Transfer::notice_delay(loop::TimePoint due, std::chrono::milliseconds timeout) noexcept {
    const bool is_late = context_.loop.now() - due > tolerable_delay;
    // To connect takes many turns; for an answer whatever has arrived is looked at first.
    const auto waited =
        issued_ ? std::chrono::nanoseconds{0} : waited_for_processor() - waited_before_;
    if (is_late || waited > std::max(least_wait, timeout / part_of_timeout))
        short_of_ = "processor time";
}

// A request may wait in the queue behind others that are being served: that is not a failure to
// connect.
void Transfer::connect_deadline_passed() {
    const auto connect_timeout = context_.options.connect_timeout;
    const auto began = attempt_began_.value_or(std::max(handed_over_, context_.last_issued));
    if (began + connect_timeout > context_.loop.now()) {
        connect_due_ = began + connect_timeout;
        connect_deadline_ =
            context_.loop.call_after_arrivals(connect_due_, [this] { connect_deadline_passed(); });
        return;
    }
    notice_delay(connect_due_, connect_timeout);
    conclude(CURLE_OPERATION_TIMEDOUT,
             "no connection within " + ms_text(connect_timeout) + ": " + std::string{phase()});
}

void Transfer::deadline_passed() {
    if (issued_ && !reader_.began()) context_.last_unanswered = context_.loop.now();
    notice_delay(started_ + request_.timeout, request_.timeout);
    end(problem_after(CURLE_OPERATION_TIMEDOUT),
        "not done within " + ms_text(request_.timeout) + ": " + std::string{phase()});
}

void Transfer::conclude(CURLcode code, std::string detail) {
    if (lacks_address(code)) {
        if (code != CURLE_OPERATION_TIMEDOUT) lookup_started_ = false;  // no thread is left behind
        if (try_known_address()) return;
    }
    end(problem_after(code), detail);
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

// An error status is an answer whatever became of the rest. Of a success there is nothing without
// its body; but somebody answered.
void Transfer::end(Problem problem, std::string_view detail) {
    constexpr int first_error = 300;
    const bool has_status = problem != Problem::none && reader_.status() != 0;
    if (problem == Problem::none)
        response_ = reader_.take();
    else if (has_status)
        response_ = reader_.take_head();
    if (has_status && response_.status >= first_error)
        problem = Problem::none;
    else if (has_status && problem != Problem::too_large && problem != Problem::machine)
        problem = Problem::garbled;

    if (response_.status != 0) {
        context_.last_answered = context_.loop.now();
        context_.addresses.answered(endpoint_, address());
    }
    response_.problem = problem;
    response_.issued = issued_;
    response_.detail = printable(detail);
    if (problem == Problem::machine && !short_of_.empty())
        response_.detail += " (this machine is short of " + std::string{short_of_} + ')';
    response_.elapsed =
        std::chrono::duration_cast<std::chrono::microseconds>(context_.loop.now() - started_);
    release();
    ended_.notify();
}

const char* Transfer::address() const {
    const char* text = nullptr;
    (curl_easy_getinfo)(easy_.get(), CURLINFO_PRIMARY_IP, &text);
    return text;
}

// Safe at any time but inside a libcurl callback, where nobody gets the chance: coroutines, and so
// destructors, run from the loop only.
void Transfer::let_go_of_handle() noexcept {
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
}

void Transfer::release() noexcept {
    deadline_.reset();
    let_go_of_handle();
    for (auto& line : request_.headers)
        erase(line);
    request_.headers.clear();
    request_.body.reset();
}

}  // namespace okta_factor::http
