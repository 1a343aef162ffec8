// SPDX-License-Identifier: MIT
// One request on its way: owns its easy handle and its deadlines; destroying it aborts it.
#pragma once

#include <curl/curl.h>

#include <array>
#include <string>
#include <string_view>

#include "daemon/http/curl_transport.h"
#include "daemon/http/easy.h"
#include "daemon/http/lookup_limit.h"
#include "daemon/http/multi.h"
#include "daemon/http/proxy.h"
#include "daemon/http/request_setup.h"
#include "daemon/http/response_reader.h"
#include "daemon/loop/awaitables.h"

namespace okta_factor::http {

/// What the transfers of one transport share.
struct Context {
    Context(loop::EventLoop& event_loop, Options given);

    loop::EventLoop& loop;
    Options options;
    const Proxy proxy;
    Statistics statistics;
    LookupLimit lookups;
    loop::TimePoint last_issued{};      // when a request last found a connection
    loop::TimePoint last_answered{};    // when one was last answered
    loop::TimePoint last_unanswered{};  // when one was last given up without a byte of an answer
    Multi multi;
};

class Transfer final : private Multi::Owner {
  public:
    /// Starts at once. Does not throw for anything the request or the network may be: the response
    /// tells.
    Transfer(Context& context, Request request);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer();

    loop::Notification& ended() noexcept { return ended_; }
    Response take_response() { return std::move(response_); }

  private:
    static int on_lookup(void*, void*, void* self) noexcept;
    static int on_issue(void* self, char*, char*, int, int) noexcept;
    static std::size_t on_header(char* line, std::size_t, std::size_t size, void* self) noexcept;
    static std::size_t on_body(char* piece, std::size_t, std::size_t size, void* self) noexcept;

    void start();
    void set_callbacks();
    void avoid_doubtful_connections();
    void finished(CURLcode code) noexcept override;
    void connect_deadline_passed();
    void deadline_passed();
    void end(Problem problem, std::string_view detail);
    void release() noexcept;
    [[nodiscard]] bool looking_up() const;
    [[nodiscard]] std::string_view phase() const;
    [[nodiscard]] Problem problem_after(CURLcode code) const;

    Context& context_;
    Request request_;
    HeaderList headers_;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
    Easy easy_;
    ResponseReader reader_;
    Response response_;
    loop::Notification ended_;
    loop::TimePoint started_;
    loop::ScheduledCall deadline_;
    loop::ScheduledCall connect_deadline_;
    bool added_ = false;           // to the multi handle
    bool lookup_started_ = false;  // libcurl started a resolver thread
    bool lookup_refused_ = false;
    bool issued_ = false;  // a connection stands and the request goes out on it
    bool resend_refused_ = false;
};

}  // namespace okta_factor::http
