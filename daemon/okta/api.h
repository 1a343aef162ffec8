// SPDX-License-Identifier: MIT
// The narrow door to Okta, as a login uses it. daemon/okta/client.h speaks HTTPS behind it; tests
// script it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "common/secret.h"
#include "daemon/loop/task.h"
#include "daemon/okta/types.h"

namespace okta_factor::okta {

struct ChallengeOptions {
    bool number_matching = false;  // push: ask Okta for a number (useNumberMatchingChallenge)
    std::string client_address;    // the person's numeric address for X-Forwarded-For, or empty
};

class Api {
  public:
    Api() = default;
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;
    virtual ~Api() = default;

    /// The user of that full login. Refused names fail with user_unknown before any request; so
    /// does a returned login that is not the one asked for. The login → id pair may come from a
    /// short cache: read_user tells the truth.
    virtual loop::Task<Answer<User>> find_user(std::string login) = 0;

    /// The user of that id, always from Okta, compared with `login` like find_user.
    virtual loop::Task<Answer<User>> read_user(std::string id, std::string login) = 0;

    virtual loop::Task<Answer<FactorList>> factors(std::string user_id) = 0;

    /// push: starts a transaction. sms, call, email: sends a code. Never repeated by the client
    /// itself.
    virtual loop::Task<Answer<Verification>> challenge(std::string user_id, Factor factor,
                                                       ChallengeOptions options) = 0;

    /// Checks a passcode, or for a question its answer. Never repeated by the client itself.
    virtual loop::Task<Answer<Verification>> verify(std::string user_id, Factor factor,
                                                    Secret passcode) = 0;

    virtual loop::Task<Answer<Verification>> poll(Transaction transaction) = 0;

    /// How long to wait before the next poll of a push of that age: quick while Okta's quota is
    /// plentiful, modest as it falls. Jittered. Also right after keep_polling and slow_down.
    virtual std::chrono::milliseconds next_poll_delay(std::chrono::milliseconds age) = 0;

    /// Ends a waiting push at Okta. Best effort: the client does it on its own, nobody waits.
    virtual void cancel(Transaction transaction) = 0;

    /// False once failures in a row have shown that Okta is not there; a probe in the background
    /// finds out when it is back. Calls are not refused meanwhile: that is the policy's decision.
    [[nodiscard]] virtual bool reachable() const { return true; }

    /// Why it is not, in words for the journal: the last failure that showed it. Else empty.
    [[nodiscard]] virtual std::string trouble() const { return {}; }

    /// reachable(), after a probe at once where it is false and the probe ends within `patience`.
    virtual loop::Task<bool> reachable_within(std::chrono::milliseconds /*patience*/) {
        co_return reachable();
    }

    /// Names of the Okta groups the user is in, all pages.
    virtual loop::Task<Answer<std::vector<std::string>>> groups(std::string user_id) = 0;
};

}  // namespace okta_factor::okta
