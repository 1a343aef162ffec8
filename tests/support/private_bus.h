// SPDX-License-Identifier: MIT
// A dbus-daemon of one's own.
#pragma once

#include <optional>
#include <string>

#include "tests/support/child_process.h"
#include "tests/support/program_output.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::test {

class PrivateBus {
  public:
    /// Everybody may own every name and call everybody. Returns once the bus listens; throws
    /// std::runtime_error if it does not.
    PrivateBus();
    /// `policy`: the XML of <policy> elements, or an <include> of the package's.
    explicit PrivateBus(const std::string& policy);

    [[nodiscard]] const std::string& address() const noexcept { return address_; }
    [[nodiscard]] ChildProcess& process() noexcept { return *process_; }

  private:
    TempDir directory_;
    std::string address_;
    ProgramOutput output_;
    std::optional<ChildProcess> process_;
};

}  // namespace okta_factor::test
