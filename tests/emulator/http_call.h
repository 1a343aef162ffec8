// SPDX-License-Identifier: MIT
// Between httplib's requests and responses and ours.
#pragma once

#include <httplib.h>

#include "tests/emulator/call.h"

namespace okta_factor::emulator {

Call to_call(const httplib::Request& request, int connection);

/// With the headers every answer of the org has: Date by the org's clock, X-Okta-Request-Id.
void write_answer(httplib::Response& response, const Answer& answer, WallTime now);

}  // namespace okta_factor::emulator
