// SPDX-License-Identifier: MIT
#include "daemon/okta/reachability.h"

#include <algorithm>
#include <utility>

namespace okta_factor::okta {

void Reachability::missed() {
    if (failures_ < failures_to_be_sure) ++failures_;
    if (std::exchange(is_probing_, true)) return;
    probing_ = loop::Root{executor_, probe_until_heard(), {}};
}

// The first probe comes at once: together with the failure that started it, it makes sure.
loop::Task<void> Reachability::probe_until_heard() {
    constexpr loop::seconds first{1}, longest{30};
    for (auto pause = first; failures_ > 0; pause = std::min(2 * pause, longest)) {
        auto asking = probe_();
        co_await asking;
        if (failures_ == 0) break;
        loop::Sleep sleep{executor_, executor_.now() + pause};
        co_await sleep;
    }
    is_probing_ = false;
}

}  // namespace okta_factor::okta
