// SPDX-License-Identifier: MIT
#include "tests/emulator/http_stream.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace okta_factor::emulator {
namespace {

constexpr std::size_t max_head = 64 * 1024;

/// A request without Content-Length has no body, but older httplib would wait for one until the
/// connection ends.
void say_there_is_no_body(std::string& request) {
    const std::size_t end = request.find("\r\n\r\n");
    if (end == std::string::npos || request.starts_with("GET ")) return;
    std::string head = request.substr(0, end + 2);
    std::ranges::transform(head, head.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (head.find("\r\ncontent-length:") == std::string::npos &&
        head.find("\r\ntransfer-encoding:") == std::string::npos)
        request.insert(end, "\r\nContent-Length: 0");
}

}  // namespace

bool HttpStream::read_more(int milliseconds) {
    if (!channel_.wait_readable(milliseconds)) return false;
    std::array<char, 16 * 1024> buffer{};
    const long size = channel_.receive(buffer.data(), buffer.size());
    if (size <= 0) return false;
    ahead_.append(buffer.data(), static_cast<std::size_t>(size));
    return true;
}

bool HttpStream::wait_for_request() {
    constexpr int for_ever = -1;
    if (ahead_.empty() && !read_more(for_ever)) return false;
    while (ahead_.find("\r\n\r\n") == std::string::npos && ahead_.size() < max_head)
        if (!read_more(patience)) return false;
    say_there_is_no_body(ahead_);
    return true;
}

ssize_t HttpStream::read(char* buffer, std::size_t size) {
    if (ahead_.empty()) {
        // Asked for more than came: a body behind "Expect: 100-continue" wants its 100 first.
        channel_.send(take_answer());
        if (!read_more(patience)) return -1;
    }
    const std::size_t given = std::min(size, ahead_.size());
    ahead_.copy(buffer, given);
    ahead_.erase(0, given);
    return static_cast<ssize_t>(given);
}

ssize_t HttpStream::write(const char* bytes, std::size_t size) {
    answer_.append(bytes, size);
    return static_cast<ssize_t>(size);
}

void HttpStream::get_remote_ip_and_port(std::string& ip, int& port) const {
    ip = "127.0.0.1";
    port = number_;
}

void HttpStream::get_local_ip_and_port(std::string& ip, int& port) const {
    get_remote_ip_and_port(ip, port);
}

}  // namespace okta_factor::emulator
