// SPDX-License-Identifier: MIT
// At most N requests at Okta at once: beyond its concurrency limit Okta refuses. Whoever comes
// first goes first among those who have come equally far: in a rush nobody would come to an end if
// all began before. A login has never more than two requests under way, so none starves another.
#pragma once

#include <array>
#include <coroutine>
#include <cstddef>
#include <list>

#include "daemon/loop/executor.h"

namespace okta_factor::okta {

/// How far a login has come, the furthest first.
enum class Turn { goes_on, is_known, begins };

class RequestGate {
  public:
    RequestGate(loop::Executor& executor, std::size_t capacity)
        : executor_(executor), free_(capacity) {}
    RequestGate(const RequestGate&) = delete;
    RequestGate& operator=(const RequestGate&) = delete;
    ~RequestGate() = default;

    /// A place among the N, from entering until it goes:
    ///     RequestGate::Place place{gate, deadline};
    ///     if (!co_await place) …  // the deadline passed in the queue
    /// Destroying it, queued or inside, gives the place to the next.
    class Place {
      public:
        Place(RequestGate& gate, loop::TimePoint deadline, Turn turn = Turn::goes_on)
            : gate_(gate), queue_(gate.queue_of(turn)), deadline_(deadline) {}
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place();

        [[nodiscard]] bool await_ready();
        void await_suspend(std::coroutine_handle<> awaiting);
        [[nodiscard]] bool await_resume() const noexcept { return state_ == State::inside; }

      private:
        friend class RequestGate;
        enum class State { outside, queued, inside };
        void admit();
        void give_up();

        RequestGate& gate_;
        std::list<Place*>& queue_;
        loop::TimePoint deadline_;
        State state_ = State::outside;
        std::list<Place*>::iterator position_;
        std::coroutine_handle<> awaiting_;
        loop::ScheduledCall wake_up_;  // the deadline while queued, then the resumption
    };

    [[nodiscard]] std::size_t queued(Turn turn) const noexcept {
        return queues_[static_cast<std::size_t>(turn)].size();
    }

  private:
    std::list<Place*>& queue_of(Turn turn) noexcept {
        return queues_[static_cast<std::size_t>(turn)];
    }
    void leave();

    loop::Executor& executor_;
    std::size_t free_;
    std::array<std::list<Place*>, 3> queues_;
};

}  // namespace okta_factor::okta
