// SPDX-License-Identifier: MIT
#include "daemon/okta/login_name.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto login = fuzz::text(data, size);
    if (okta::why_refused(login)) return 0;
    const auto segment = okta::percent_encode(login);
    fuzz::require(segment.find_first_of("/?#\\ \r\n\t") == std::string::npos);
    fuzz::require(!segment.empty() && segment != "." && segment != ".." && segment != "me");
    fuzz::require(okta::same_login(login, login));
    return 0;
}
