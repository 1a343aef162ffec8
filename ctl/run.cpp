// SPDX-License-Identifier: MIT
#include "ctl/run.h"

#include <array>

#include "ctl/command.h"

namespace okta_factor::ctl {
namespace {

constexpr std::array<AddCommand, 5> subcommands{add_check, add_explain, add_reload, add_status,
                                                add_unlock};

}  // namespace

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
    Console console{out, err};
    CLI::App app{"Looks after Okta Factor for Linux", "okta-factorctl"};
    app.add_flag("--json", console.json, "Write JSON");
    app.require_subcommand(1);
    app.fallthrough();  // --json may stand behind the subcommand
    app.footer(
        "Exit codes: 0 fine; 1 mistakes found, login denied or unavailable, or a failure; "
        "2 wrong usage");
    for (const auto add : subcommands)
        add(app, console);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error, out, err) == 0 ? fine : usage;
    }
    return console.exit_code;
}

}  // namespace okta_factor::ctl
