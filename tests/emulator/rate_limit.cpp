// SPDX-License-Identifier: MIT
#include "tests/emulator/rate_limit.h"

#include <algorithm>

namespace okta_factor::emulator {
namespace {

constexpr int no_limit = 1'000'000;
constexpr std::chrono::minutes period{1};

}  // namespace

std::vector<std::pair<std::string, std::string>> RateState::headers() const {
    return {{"X-Rate-Limit-Limit", std::to_string(limit)},
            {"X-Rate-Limit-Remaining", std::to_string(remaining)},
            {"X-Rate-Limit-Reset", std::to_string(reset)}};
}

RateLimits::Bucket& RateLimits::current(const std::string& bucket, WallTime now) {
    Bucket& it = buckets_[bucket];
    if (now < it.began || now >= it.began + period) it = {now, 0};
    return it;
}

RateState RateLimits::take(const std::string& bucket, int limit, WallTime now) {
    if (limit <= 0) limit = no_limit;
    Bucket& it = current(bucket, now);
    const bool exceeded = it.used >= limit;
    if (!exceeded) ++it.used;
    return {limit, limit - it.used, epoch_seconds(it.began + period), exceeded};
}

void RateLimits::leave(const std::string& bucket, int limit, int remaining, WallTime now) {
    current(bucket, now).used = std::max(0, (limit > 0 ? limit : no_limit) - remaining);
}

}  // namespace okta_factor::emulator
