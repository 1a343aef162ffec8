// SPDX-License-Identifier: MIT
#include "daemon/http/lookup_limit.h"

namespace okta_factor::http {

bool LookupLimit::may_start(loop::TimePoint now) {
    while (!abandoned_.empty() && abandoned_.front() + longest_lookup <= now)
        abandoned_.pop_front();
    return abandoned_.size() < max_abandoned;
}

}  // namespace okta_factor::http
