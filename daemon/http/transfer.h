// SPDX-License-Identifier: MIT
// One request on its way: owns its easy handle and its deadlines; destroying it aborts it.
#pragma once

#include <curl/curl.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/http/context.h"
#include "daemon/http/easy.h"
#include "daemon/http/multi.h"
#include "daemon/http/request_setup.h"
#include "daemon/http/response_reader.h"
#include "daemon/loop/awaitables.h"

namespace okta_factor::http {

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
    static curl_socket_t on_open_socket(void* self, curlsocktype, curl_sockaddr* peer) noexcept;
    static int on_socket(void* self, curl_socket_t fd, curlsocktype) noexcept;
    static int on_issue(void* self, char*, char*, int, int) noexcept;
    static std::size_t on_header(char* line, std::size_t, std::size_t size, void* self) noexcept;
    static std::size_t on_body(char* piece, std::size_t, std::size_t size, void* self) noexcept;

    void start();
    void attempt();
    bool try_known_address();
    void set_callbacks();
    void avoid_doubtful_connections();
    void attempt_begins() noexcept;
    void finished(CURLcode code) noexcept override;
    void connect_deadline_passed();
    void deadline_passed();
    void conclude(CURLcode code, std::string detail);
    void end(Problem problem, std::string_view detail);
    void let_go_of_handle() noexcept;
    void release() noexcept;
    [[nodiscard]] bool looking_up() const;
    [[nodiscard]] std::string_view phase() const;
    [[nodiscard]] const char* address() const;
    [[nodiscard]] bool lacks_address(CURLcode code) const;
    [[nodiscard]] Problem problem_after(CURLcode code);
    [[nodiscard]] std::string detail_after(CURLcode code) const;
    void notice_delay(loop::TimePoint due, std::chrono::milliseconds timeout) noexcept;

    Context& context_;
    Request request_;
    HeaderList headers_;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
    Easy easy_;
    ResponseReader reader_;
    Response response_;
    loop::Notification ended_;
    loop::TimePoint started_;
    std::optional<loop::TimePoint> attempt_began_;  // to connect, by this very transfer
    loop::ScheduledCall deadline_;
    loop::ScheduledCall connect_deadline_;
    loop::TimePoint connect_due_;
    std::string endpoint_;                       // what is looked up for it; empty: nothing is
    std::string pin_;                            // the address that it tries instead of a look-up
    curl_slist pinned_{};                        // the same, as libcurl reads it
    std::string_view short_of_;                  // what this machine lacked while it was under way
    loop::TimePoint handed_over_;                // to libcurl
    std::chrono::nanoseconds waited_before_{0};  // for a processor, when it was handed over
    bool added_ = false;                         // to the multi handle
    bool lookup_started_ = false;                // libcurl started a resolver thread
    bool lookup_refused_ = false;
    bool issued_ = false;  // a connection stands and the request goes out on it
    bool resend_refused_ = false;
};

}  // namespace okta_factor::http
