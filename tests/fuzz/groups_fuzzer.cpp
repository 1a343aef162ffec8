// SPDX-License-Identifier: MIT
#include "daemon/okta/reading.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (const auto names = okta::read_groups_body(fuzz::text(data, size)))
        for (const auto& name : *names)
            fuzz::require(!name.empty());
    return 0;
}
