// SPDX-License-Identifier: MIT
#include "daemon/okta/links.h"
#include "daemon/okta/login_name.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view org = "https://gibson.okta.com";
    const auto href = fuzz::text(data, size);
    if (!okta::is_org_link(href, org)) return 0;
    auto rest = okta::login_key(href).substr(org.size());
    fuzz::require(okta::login_key(href).starts_with(org));
    if (rest.starts_with(":443")) rest.erase(0, 4);
    fuzz::require(rest.starts_with("/api/v1/"));
    fuzz::require(rest.substr(0, rest.find('?')).find("/../") == std::string::npos);
    fuzz::require(rest.find_first_of("\r\n\t \\#") == std::string::npos);
    return 0;
}
