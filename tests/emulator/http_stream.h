// SPDX-License-Identifier: MIT
// A connection as httplib sees it. Requests are read ahead, and what httplib writes is kept until
// the answer is whole, so that it can be broken on the way.
#pragma once

#include <httplib.h>

#include <string>

#include "tests/emulator/socket.h"

namespace okta_factor::emulator {

/// Nothing is marked override: httplib's versions differ in what there is to override.
class HttpStream : public httplib::Stream {
  public:
    HttpStream(Channel& channel, int number) : channel_(channel), number_(number) {}

    /// Waits for the next request to begin, for ever; false: the caller is gone.
    bool wait_for_request();
    /// What httplib wrote since the last time.
    std::string take_answer() { return std::exchange(answer_, {}); }

    bool is_readable() const { return !ahead_.empty() || channel_.wait_readable(patience); }
    bool is_writable() const { return true; }
    bool wait_readable() const { return is_readable(); }
    bool wait_writable() const { return true; }
    time_t duration() const { return 0; }
    socket_t socket() const { return -1; }

    ssize_t read(char* buffer, std::size_t size);
    ssize_t write(const char* bytes, std::size_t size);

    /// The connection's number travels as the port: that is how a handler learns it.
    void get_remote_ip_and_port(std::string& ip, int& port) const;
    void get_local_ip_and_port(std::string& ip, int& port) const;

  private:
    static constexpr int patience = 30'000;  // milliseconds, in the middle of a request

    bool read_more(int milliseconds);

    Channel& channel_;
    int number_;
    std::string ahead_;  // received, not yet read by httplib
    std::string answer_;
};

}  // namespace okta_factor::emulator
