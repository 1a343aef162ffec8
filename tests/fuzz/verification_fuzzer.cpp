// SPDX-License-Identifier: MIT
#include "daemon/okta/reading.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

namespace {

// JSON may spell the word with escapes, so the fuzzer cannot look for it where there are any.
bool may_say_success(std::string_view body) {
    return body.find('\\') != std::string_view::npos ||
           body.find("SUCCESS") != std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto body = fuzz::text(data, size);
    if (const auto read = okta::read_verification_body(body)) {
        fuzz::require(read->result != okta::FactorResult::success || may_say_success(body));
        fuzz::require(!read->number || (*read->number >= 0 && *read->number <= 99));
    }
    return 0;
}
