// SPDX-License-Identifier: MIT
// A subcommand that failed, for people and for programs.
#pragma once

#include <exception>
#include <stdexcept>

#include "ctl/command.h"
#include "daemon/policy/mistake.h"

namespace okta_factor::ctl {

/// The configuration has mistakes, so there is nothing to go by.
class ConfigurationRefused : public std::runtime_error {
  public:
    explicit ConfigurationRefused(policy::Mistakes mistakes);
    [[nodiscard]] const policy::Mistakes& mistakes() const noexcept { return mistakes_; }

  private:
    policy::Mistakes mistakes_;
};

/// With --json an object with "error", and "mistakes" where there are any, for `out`; else words
/// for `err`, each mistake on a line of its own that begins with its file. Sets exit_code.
void tell_failure(const std::exception& error, Console& console);

}  // namespace okta_factor::ctl
