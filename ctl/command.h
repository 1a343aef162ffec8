// SPDX-License-Identifier: MIT
// A subcommand of okta-factorctl: one function in one file, listed in run.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <ostream>

namespace okta_factor::ctl {

enum ExitCode : int {
    fine = 0,
    refused = 1,  // mistakes, problems, a login that is not let in, a daemon not well, a failure
    usage = 2,
};

/// Where a subcommand writes and what it leaves behind. Outlives the command line's parsing.
struct Console {
    std::ostream& out;  // what was asked for
    std::ostream& err;  // why it cannot be had
    bool json = false;
    bool is_terminal = false;  // `out` is one
    int exit_code = fine;
};

/// Adds the subcommand with its options; its callback does the work and sets exit_code.
using AddCommand = void (*)(CLI::App& app, Console& console);

void add_check(CLI::App& app, Console& console);
void add_doctor(CLI::App& app, Console& console);
void add_explain(CLI::App& app, Console& console);
void add_forget(CLI::App& app, Console& console);
void add_recovery(CLI::App& app, Console& console);
void add_reload(CLI::App& app, Console& console);
void add_sessions(CLI::App& app, Console& console);
void add_status(CLI::App& app, Console& console);
void add_test(CLI::App& app, Console& console);
void add_unlock(CLI::App& app, Console& console);

}  // namespace okta_factor::ctl
