// SPDX-License-Identifier: MIT
// The way of a request through the org: logged, delayed, broken on order, counted, checked,
// answered.
#pragma once

#include "tests/emulator/delivery.h"
#include "tests/emulator/org.h"

namespace httplib {
struct Request;
struct Response;
}  // namespace httplib

namespace okta_factor::emulator {

class Service {
  public:
    explicit Service(Org& org) : org_(org) {}

    /// Answers one request of the API; called by many threads at once. What it returns is how the
    /// answer is to be put on the wire.
    Delivery serve(const httplib::Request& request, httplib::Response& response, int connection);

  private:
    void wait_latency();

    Org& org_;
};

}  // namespace okta_factor::emulator
