// SPDX-License-Identifier: MIT
#include "daemon/okta/request_gate.h"

#include <algorithm>

namespace okta_factor::okta {

bool RequestGate::Place::await_ready() {
    if (gate_.free_ == 0) return false;
    --gate_.free_;
    state_ = State::inside;
    return true;
}

void RequestGate::Place::await_suspend(std::coroutine_handle<> awaiting) {
    awaiting_ = awaiting;
    position_ = queue_.insert(queue_.end(), this);
    state_ = State::queued;
    wake_up_ = gate_.executor_.call_at(deadline_, [this] { give_up(); });
}

// Resumed on the loop's next turn: who leaves must not run inside of who comes.
void RequestGate::Place::admit() {
    state_ = State::inside;
    wake_up_ = gate_.executor_.call_soon([this] { awaiting_.resume(); });
}

void RequestGate::Place::give_up() {
    queue_.erase(position_);
    state_ = State::outside;
    awaiting_.resume();
}

RequestGate::Place::~Place() {
    if (state_ == State::queued) queue_.erase(position_);
    if (state_ == State::inside) gate_.leave();
}

void RequestGate::leave() {
    const auto queue =
        std::ranges::find_if(queues_, [](const auto& places) { return !places.empty(); });
    if (queue == queues_.end()) {
        ++free_;
        return;
    }
    auto* next = queue->front();
    queue->pop_front();
    next->admit();
}

}  // namespace okta_factor::okta
