// SPDX-License-Identifier: MIT
#include "daemon/okta/login_name.h"
#include "daemon/okta/reading.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (const auto user = okta::read_user_body(fuzz::text(data, size)))
        fuzz::require(okta::is_id(user->id) && !user->login.empty());
    return 0;
}
