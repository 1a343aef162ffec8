// SPDX-License-Identifier: MIT
// A push on its way to Okta. The login that sent it may be over before Okta's answer says which
// transaction it became: the answer is waited for all the same, so that the push can be taken back
// and no request stays on the phone of a person whose login is gone.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "daemon/loop/awaitables.h"
#include "daemon/okta/types.h"

namespace okta_factor::okta {

class SentPush {
  public:
    using Sending = loop::Concurrent<Answer<Verification>>;
    using Orphaned = std::function<void(std::unique_ptr<Sending>)>;

    /// `orphaned` is called, from the destructor, with what nobody waits for any more.
    SentPush(std::unique_ptr<Sending> sending, Orphaned orphaned)
        : sending_(std::move(sending)), orphaned_(std::move(orphaned)) {}
    SentPush(const SentPush&) = delete;
    SentPush& operator=(const SentPush&) = delete;
    // Inside: the handler of a destructor's own try block would throw again at its end.
    ~SentPush() {
        try {
            if (sending_) orphaned_(std::move(sending_));
        } catch (...) {  // out of memory: the push ends when it expires
        }
    }

    loop::Task<Answer<Verification>> answer() {
        auto arriving = sending_->result();
        auto answer = co_await arriving;
        sending_.reset();
        co_return answer;
    }

  private:
    std::unique_ptr<Sending> sending_;
    Orphaned orphaned_;
};

}  // namespace okta_factor::okta
