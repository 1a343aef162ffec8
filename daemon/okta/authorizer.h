// SPDX-License-Identifier: MIT
// How we prove to Okta who we are, as the client sees it: headers for a request, and a look at
// every answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/http/transport.h"
#include "daemon/loop/executor.h"
#include "daemon/loop/task.h"
#include "daemon/okta/types.h"

namespace okta_factor::okta {

class Authorizer {
  public:
    using Headers = std::vector<std::string>;  // "Name: value"

    Authorizer() = default;
    Authorizer(const Authorizer&) = delete;
    Authorizer& operator=(const Authorizer&) = delete;
    virtual ~Authorizer() = default;

    /// The headers for one sending of that request; asked for again before each repetition. May
    /// fetch a token first, by `deadline` or in the time that its fetch takes.
    virtual loop::Task<Answer<Headers>> headers(http::Method method, std::string url,
                                                loop::TimePoint deadline) = 0;

    /// Learns from the answer to a request that `sent` was added to. True: Okta refused only the
    /// proof, did not carry out the request, and there is a better proof now, so it may be sent
    /// once more.
    virtual bool learn(const http::Response& response, const Headers& sent) = 0;

    /// Fetches ahead what the first request would have to wait for.
    virtual void prepare() {}

    /// Until when requests are surely authorized; nothing where no end is known.
    [[nodiscard]] virtual std::optional<WallTime> valid_until() const { return std::nullopt; }

    /// The scopes that Okta granted us; empty where it did not say.
    [[nodiscard]] virtual std::vector<std::string> scopes() const { return {}; }
};

}  // namespace okta_factor::okta
