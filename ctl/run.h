// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>

namespace okta_factor::ctl {

/// okta-factorctl, from its arguments to its exit code.
int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace okta_factor::ctl
