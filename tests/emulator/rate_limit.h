// SPDX-License-Identifier: MIT
// Okta's buckets: so many requests a minute, counted for the whole org, told in headers.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/emulator/ids.h"

namespace okta_factor::emulator {

struct RateState {
    int limit = 0;
    int remaining = 0;
    std::int64_t reset = 0;  // epoch seconds
    bool exceeded = false;

    [[nodiscard]] std::vector<std::pair<std::string, std::string>> headers() const;
};

class RateLimits {
  public:
    /// Takes one request from the bucket; a limit of 0 means that there is none.
    RateState take(const std::string& bucket, int limit, WallTime now);

    /// For tests: as if all but `remaining` of this minute had been used by others.
    void leave(const std::string& bucket, int limit, int remaining, WallTime now);
    void clear() { buckets_.clear(); }

  private:
    struct Bucket {
        WallTime began;  // the minute starts with its first request
        int used = 0;
    };
    Bucket& current(const std::string& bucket, WallTime now);

    std::map<std::string, Bucket> buckets_;
};

}  // namespace okta_factor::emulator
