// SPDX-License-Identifier: MIT
#include "daemon/okta/request_gate.h"

namespace okta_factor::okta {

bool RequestGate::Place::await_ready() {
    if (gate_.free_ == 0) return false;
    --gate_.free_;
    state_ = State::inside;
    return true;
}

void RequestGate::Place::await_suspend(std::coroutine_handle<> awaiting) {
    awaiting_ = awaiting;
    position_ = gate_.queue_.insert(gate_.queue_.end(), this);
    state_ = State::queued;
    wake_up_ = gate_.executor_.call_at(deadline_, [this] { give_up(); });
}

// Resumed on the loop's next turn: who leaves must not run inside of who comes.
void RequestGate::Place::admit() {
    state_ = State::inside;
    wake_up_ = gate_.executor_.call_soon([this] { awaiting_.resume(); });
}

void RequestGate::Place::give_up() {
    gate_.queue_.erase(position_);
    state_ = State::outside;
    awaiting_.resume();
}

RequestGate::Place::~Place() {
    if (state_ == State::queued) gate_.queue_.erase(position_);
    if (state_ == State::inside) gate_.leave();
}

void RequestGate::leave() {
    if (queue_.empty()) {
        ++free_;
        return;
    }
    auto* next = queue_.front();
    queue_.pop_front();
    next->admit();
}

}  // namespace okta_factor::okta
