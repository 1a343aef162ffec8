// SPDX-License-Identifier: MIT
#include "ctl/run.h"

#include <unistd.h>

#include <array>
#include <iostream>

#include "ctl/command.h"
#include "ctl/failure.h"

namespace okta_factor::ctl {
namespace {

constexpr std::array subcommands{add_check,  add_doctor,   add_explain, add_forget, add_recovery,
                                 add_reload, add_sessions, add_status,  add_test,   add_unlock};

constexpr char exit_codes[] =
    "Exit codes:\n"
    "  0  fine; test: granted or skipped; status: Okta is reachable; doctor: no problem\n"
    "  1  mistakes or problems found; a login that is not let in; a daemon that is not well or "
    "does not answer; a failure\n"
    "  2  wrong usage";

}  // namespace

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
    Console console{out, err};
    console.is_terminal = &out == &std::cout && isatty(STDOUT_FILENO) == 1;
    CLI::App app{"Looks after Okta Factor for Linux", "okta-factorctl"};
    app.add_flag("--json", console.json, "Write JSON");
    app.require_subcommand(1);
    app.fallthrough();  // --json may stand behind the subcommand
    app.footer(exit_codes);
    for (const auto add : subcommands)
        add(app, console);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error, out, err) == 0 ? fine : usage;
    } catch (const std::exception& error) {
        tell_failure(error, console);
    }
    return console.exit_code;
}

}  // namespace okta_factor::ctl
