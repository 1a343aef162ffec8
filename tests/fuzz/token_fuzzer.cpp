// SPDX-License-Identifier: MIT
#include "daemon/okta/token_body.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (const auto read = okta::read_token_body(fuzz::text(data, size))) {
        const auto& token = read->token.reveal();
        fuzz::require(!token.empty());
        fuzz::require(token.find_first_of(" \t\r\n") == std::string::npos);
        fuzz::require(read->lifetime.count() >= 0);
    }
    return 0;
}
