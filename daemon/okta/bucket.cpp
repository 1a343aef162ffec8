// SPDX-License-Identifier: MIT
#include "daemon/okta/bucket.h"

#include <algorithm>
#include <string_view>

namespace okta_factor::okta {

void Bucket::learn(const http::Response& response, const std::optional<Failure>& failure,
                   loop::TimePoint now) {
    constexpr std::string_view org_limit = "E0000047";
    constexpr std::chrono::seconds where_untold{5};
    const auto seen = quota_in(response, now);
    if (seen) quota_ = seen;
    if (!failure || failure->meaning != Meaning::slow_down || failure->code != org_limit) return;
    slow_until_ = now + failure->wait.value_or(where_untold);
    const bool is_too_many_at_once = !seen && failure->wait;  // Limit 0, as rate_limit.h says
    if (!is_too_many_at_once) spent_until_ = slow_until_;
}

std::optional<Quota> Bucket::quota(loop::TimePoint now) const {
    return quota_ && quota_->resets_at > now ? quota_ : std::nullopt;
}

std::optional<std::chrono::seconds> Bucket::spent_for(loop::TimePoint now) const {
    auto until = spent_until_;
    if (const auto known = quota(now); known && known->remaining == 0)
        until = std::max(until, known->resets_at);
    if (until <= now) return std::nullopt;
    return std::chrono::ceil<std::chrono::seconds>(until - now);
}

}  // namespace okta_factor::okta
