// SPDX-License-Identifier: MIT
#include "daemon/okta/reachability.h"

#include <algorithm>
#include <utility>

namespace okta_factor::okta {

void Reachability::heard() {
    failures_ = 0;
    tell_waiting();
}

void Reachability::missed() {
    if (failures_ < failures_to_be_sure) ++failures_;
    if (std::exchange(is_probing_, true)) return;
    probing_ = loop::Root{executor_, "probing whether Okta answers", probe_until_heard()};
}

void Reachability::tell_waiting() {
    for (auto* waiter : waiting_)
        waiter->notify();
}

loop::Task<bool> Reachability::reachable_within(loop::milliseconds patience) {
    if (reachable()) co_return true;
    struct Waiter {
        Waiter(std::list<loop::Notification*>& l, loop::Executor& e) : list(l), told(e) {
            place = list.insert(list.end(), &told);
        }
        Waiter(const Waiter&) = delete;
        Waiter& operator=(const Waiter&) = delete;
        ~Waiter() { list.erase(place); }
        std::list<loop::Notification*>& list;
        loop::Notification told;
        std::list<loop::Notification*>::iterator place;
    };
    Waiter waiter{waiting_, executor_};
    const auto end_of_patience =
        executor_.call_at(executor_.now() + patience, [&waiter] { waiter.told.notify(); });
    hurry_.notify();
    co_await waiter.told;
    co_return reachable();
}

// The first probe comes at once: together with the failure that started it, it makes sure.
loop::Task<void> Reachability::probe_until_heard() {
    constexpr loop::seconds first{1}, longest{30};
    for (auto pause = first; failures_ > 0; pause = std::min(2 * pause, longest)) {
        auto asking = probe_();
        co_await asking;
        tell_waiting();
        if (failures_ == 0) break;
        const auto pause_ends =
            executor_.call_at(executor_.now() + pause, [this] { hurry_.notify(); });
        co_await hurry_;
    }
    is_probing_ = false;
}

}  // namespace okta_factor::okta
