// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace okta_factor::daemon {

struct Arguments {
    std::filesystem::path config;
    std::string socket;          // also listen here; empty: only on what systemd passes
    bool log_to_stderr = false;  // else to the journal
};

/// Nothing: `exit_code` is to be returned at once (help, version, a mistake).
std::optional<Arguments> read_arguments(int argc, char** argv, int& exit_code);

}  // namespace okta_factor::daemon
