// SPDX-License-Identifier: MIT
// Somebody with okta-factorctl at hand, on a machine of a test.
#pragma once

#include <string>
#include <vector>

#include "tests/integration/daemon/machine.h"
#include "tests/support/terminal.h"

namespace okta_factor::integration {

struct Said {
    int exit_status = -1;
    std::string text;  // stdout and stderr

    [[nodiscard]] json as_json() const { return json::parse(text, nullptr, false); }
};

/// A factor whose codes an app shows.
inline json code_app() {
    return {{"factorType", "token:software:totp"}, {"secret", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}};
}

/// Runs okta-factorctl with the machine's bus for the system bus, without a terminal.
Said run_ctl(Machine& machine, std::vector<std::string> arguments);

/// The same on a terminal, as a command for test::Terminal.
test::Command ctl_command(Machine& machine, std::vector<std::string> arguments);

}  // namespace okta_factor::integration
