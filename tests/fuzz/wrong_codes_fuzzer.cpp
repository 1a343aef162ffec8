// SPDX-License-Identifier: MIT
// The file of the wrong codes: refused, or read as it would be written.
#include "daemon/main/wrong_codes_text.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto counts = daemon::read_wrong_codes(fuzz::text(data, size));
    if (!counts) {
        fuzz::require(!counts.error().empty());
        return 0;
    }
    fuzz::require(counts->size() <= daemon::max_kept_users);
    const auto again = daemon::read_wrong_codes(daemon::write_wrong_codes(*counts));
    fuzz::require(again && again->size() == counts->size());
    for (std::size_t i = 0; i < again->size(); ++i) {
        fuzz::require((*again)[i].user_id == (*counts)[i].user_id);
        fuzz::require((*again)[i].login == (*counts)[i].login);
        fuzz::require((*again)[i].when == (*counts)[i].when);
    }
    return 0;
}
