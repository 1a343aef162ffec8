// SPDX-License-Identifier: MIT
// What was asked of the org, for tests to look at. No passcode and no token is ever kept.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "tests/emulator/answer.h"
#include "tests/emulator/ids.h"

namespace okta_factor::emulator {

struct LoggedRequest {
    std::uint64_t sequence = 0;
    int connection = 0;  // connections are counted from 1
    std::string method;
    std::string path;
    std::string query;
    int status = 0;  // 0: not answered (yet)
    bool done = false;
    bool seen = false;  // by somebody who waited for it
    std::string user_agent;
    std::string x_forwarded_for;
    std::string content_length;  // as sent; empty: no such header
    std::string authorization;   // the scheme only: SSWS, DPoP, Bearer
    std::string accept_encoding;
    Json body;  // null: none; passcodes and answers masked
    std::string fault;
    WallTime at;
    double milliseconds = 0;  // from the request being read to its answer being ready
};

Json as_json(const LoggedRequest& request);

/// A request's JSON body with its secrets masked; anything but an object becomes a word about it.
Json masked(const std::string& body);

class RequestLog {
  public:
    /// The entry stays valid under the org's lock until the next add().
    LoggedRequest& add(LoggedRequest request);
    LoggedRequest* find(std::uint64_t sequence);
    std::deque<LoggedRequest>& entries() { return entries_; }
    void clear() { entries_.clear(); }

  private:
    std::deque<LoggedRequest> entries_;
    std::uint64_t sequence_ = 0;
};

}  // namespace okta_factor::emulator
