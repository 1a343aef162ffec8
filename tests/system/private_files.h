// SPDX-License-Identifier: MIT
// The files of the little machine: the host's own, with an /etc, a /run and a /var/log that only
// the machine sees. Call it inside run_in_own_namespaces() only.
#pragma once

#include <string>
#include <vector>

#include "tests/support/child_process.h"

namespace okta_factor::system_test {

/// What the machine is made of, as the build left it.
struct Programs {
    std::string module;    // pam_okta_factor.so
    std::string daemon;    // okta-factord
    std::string emulator;  // okta-emulator
    std::string bus_policy;
    std::string files;  // folder with etc/ and org.json

    /// This build's; the variable OKTA_FACTORD names another daemon, e.g. a sanitized one.
    static Programs of_this_build();
};

/// Everything the machine adds is below it, logs included.
inline constexpr char machine_folder[] = "/run/machine";

/// Who lives there, all in the group sudo. What Okta knows of them is in
/// org.json; rescue is in okta-breakglass, zoe is not at Okta.
const std::vector<std::string>& people();
/// Everybody's on Linux. Only stacks of a test's own ask for it.
inline constexpr char login_password[] = "correct horse";

test::Account account(const std::string& name);

/// Mounts and fills it all; throws std::runtime_error or std::system_error.
void make_private_files(const Programs& programs, const std::string& host_name);

void write_file(const std::string& path, const std::string& text, unsigned mode = 0644);
std::string read_file(const std::string& path);

/// Runs a command to its end; throws with its output if it fails.
void run(const std::vector<std::string>& arguments);

}  // namespace okta_factor::system_test
