// SPDX-License-Identifier: MIT
#include "tests/integration/ctl/administrator.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace okta_factor::integration {

test::Command ctl_command(Machine& machine, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), OKTA_FACTOR_CTL);
    test::Command command{.arguments = std::move(arguments),
                          .environment = {{{"PATH", "/usr/bin:/bin"},
                                           {"LC_ALL", "C.UTF-8"},
                                           {"TERM", "xterm"},
                                           {"DBUS_SYSTEM_BUS_ADDRESS", machine.bus().address()}}}};
    for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) command.environment->emplace(name, value);
    return command;
}

Said run_ctl(Machine& machine, std::vector<std::string> arguments) {
    const test::TempDir folder;
    auto command = ctl_command(machine, std::move(arguments));
    command.output = folder / "output";
    test::ChildProcess process{command};
    const auto status = process.wait(std::chrono::seconds(60));
    if (!status) throw std::runtime_error("okta-factorctl does not end");
    std::ostringstream text;
    text << std::ifstream(command.output).rdbuf();
    return {*status, text.str()};
}

}  // namespace okta_factor::integration
