// SPDX-License-Identifier: MIT
// The file of the configuration that was accepted last: refused, or read as it would be written.
#include "daemon/main/accepted_configuration.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto accepted = daemon::read_accepted(fuzz::text(data, size));
    if (!accepted) {
        fuzz::require(!accepted.error().empty());
        return 0;
    }
    fuzz::require(!accepted->texts.empty());
    fuzz::require(!daemon::to_utc(accepted->when).empty());
    const auto again = daemon::read_accepted(daemon::write_accepted(*accepted));
    fuzz::require(again && again->when == accepted->when);
    fuzz::require(again->texts.size() == accepted->texts.size());
    for (std::size_t i = 0; i < again->texts.size(); ++i) {
        fuzz::require(again->texts[i].file == accepted->texts[i].file);
        fuzz::require(again->texts[i].text == accepted->texts[i].text);
    }
    return 0;
}
