// SPDX-License-Identifier: MIT
// What tests of the PAM module share: stacks that name it, and logins through them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <security/pam_appl.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/support/fake_daemon.h"
#include "tests/support/pam_client.h"
#include "tests/support/private_bus.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::test {

using nlohmann::json;

inline constexpr char not_available[] =
    "Okta verification is not available on this machine. Tell your administrator, or use the "
    "rescue account.";
inline constexpr char not_verified[] =
    "Okta could not verify this login. If this is unexpected, tell your administrator.";

/// Longer than any login here may take and much shorter than waiting for ever.
inline constexpr std::chrono::seconds never_hangs{30};

class ModuleTest : public testing::Test {
  protected:
    [[nodiscard]] std::string socket() const { return directory_ / "socket"; }

    /// Options that leave only the socket door, or both.
    [[nodiscard]] std::string by_socket(const std::string& more = "timeout=20") const {
        return "bus= socket=" + socket() + " " + more;
    }
    [[nodiscard]] static std::string by_bus(const PrivateBus& bus,
                                            const std::string& more = "timeout=20") {
        return "socket= bus=" + bus.address() + " " + more;
    }

    /// The module alone, as the second factor it is.
    [[nodiscard]] static std::string alone(const std::string& options) {
        return "auth requisite " + module_line(options);
    }
    /// The stack that the documentation recommends.
    [[nodiscard]] static std::string recommended(
        const std::string& options, const std::string& rescue_group = "okta-breakglass") {
        return "auth [success=1 default=ignore] pam_succeed_if.so quiet user ingroup " +
               rescue_group + "\nauth requisite " + module_line(options) +
               "auth required pam_permit.so\n";
    }

    /// A login through that stack, for the caller to change before it is run.
    [[nodiscard]] PamLogin through(const std::string& stack,
                                   const std::string& service = "sshd") const {
        std::ofstream(directory_ / service) << stack;
        PamLogin login;
        login.folder = directory_.path().string();
        login.service = service;
        login.user = "root";
        return login;
    }

    [[nodiscard]] FakeDaemon daemon(const Script& script) const {
        return FakeDaemon({.socket = socket(), .bus = ""}, script);
    }

    TempDir directory_;

  private:
    static std::string module_line(const std::string& options) {
        return std::string(OKTA_FACTOR_MODULE) + " " + options + "\n";
    }
};

}  // namespace okta_factor::test
