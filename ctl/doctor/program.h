// SPDX-License-Identifier: MIT
// A program that is asked something, and ends in time.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace okta_factor::doctor {

struct ProgramAnswer {
    int exit_status = -1;  // -1: it could not be started, was killed, or took too long
    std::string out;       // stdout, at most 1 MiB
    std::string err;       // stderr, likewise; where it could not be started, why
};

/// stdin is /dev/null, the locale C. Kills it after `patience`.
ProgramAnswer ask_program(const std::vector<std::string>& arguments,
                          std::chrono::milliseconds patience);

}  // namespace okta_factor::doctor
