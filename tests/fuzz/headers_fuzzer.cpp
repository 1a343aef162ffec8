// SPDX-License-Identifier: MIT
#include "daemon/okta/dpop.h"
#include "daemon/okta/errors.h"
#include "daemon/okta/links.h"
#include "daemon/okta/rate_limit.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace std::chrono_literals;
    const auto response = fuzz::response(fuzz::text(data, size));
    const loop::TimePoint now{1h};
    if (const auto quota = okta::quota_in(response, now)) {
        fuzz::require(quota->limit > 0);
        fuzz::require(quota->remaining >= 0 && quota->remaining <= quota->limit);
        fuzz::require(quota->resets_at > now && quota->resets_at <= now + 300s);
    }
    if (const auto wait = okta::wait_after_429(response))
        fuzz::require(*wait >= 1s && *wait <= 300s);
    if (const auto nonce = okta::dpop_nonce(response)) fuzz::require(nonce->size() <= 512);
    okta::wants_dpop_nonce(response);
    okta::server_time(response);
    okta::request_id(response);
    okta::next_link(response);
    return 0;
}
