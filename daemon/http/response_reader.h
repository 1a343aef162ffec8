// SPDX-License-Identifier: MIT
// Puts a Response together from the lines and bytes that arrive, within bounds. Only the final
// response counts: not a 1xx before it, not trailers after it.
#pragma once

#include <cstddef>
#include <string_view>

#include "daemon/http/transport.h"

namespace okta_factor::http {

inline constexpr std::size_t max_header_bytes =
    std::size_t{64} * 1024;  // of all header lines ever received
inline constexpr std::size_t max_header_count = 256;

class ResponseReader {
  public:
    /// One line of the head, the status line and the empty last one included; false: too much.
    [[nodiscard]] bool take_line(std::string_view line);
    /// A piece of the decoded body; false: too much.
    [[nodiscard]] bool take_body(std::string_view piece);

    [[nodiscard]] bool began() const noexcept { return header_bytes_ > 0; }
    /// The final head has come to its end; libcurl takes one that breaks off for a whole one.
    [[nodiscard]] bool head_complete() const noexcept { return head_complete_; }
    [[nodiscard]] bool overflowed() const noexcept { return overflowed_; }
    /// Of the final response, as soon as its status line was read; else 0.
    [[nodiscard]] int status() const noexcept {
        constexpr int first_final = 200;
        return response_.status >= first_final ? response_.status : 0;
    }
    /// Status and headers of an answer whose body was lost.
    [[nodiscard]] Response take_head() {
        erase(response_.body);
        return take();
    }
    /// Status, headers and body; leaves nothing behind.
    [[nodiscard]] Response take() { return std::move(response_); }

  private:
    bool overflow() {
        overflowed_ = true;
        return false;
    }

    Response response_;
    std::size_t header_bytes_ = 0;
    bool head_complete_ = false;
    bool overflowed_ = false;
};

}  // namespace okta_factor::http
