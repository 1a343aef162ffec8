// SPDX-License-Identifier: MIT
#include "daemon/okta/login_name.h"
#include "daemon/okta/reading.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto body = fuzz::text(data, size);
    if (const auto list = okta::read_factors_body(body))
        for (const auto& factor : list->usable)
            fuzz::require(okta::is_id(factor.id) && !factor.provider.empty());
    return 0;
}
