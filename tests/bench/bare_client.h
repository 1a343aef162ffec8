// SPDX-License-Identifier: MIT
// What a PAM module that speaks HTTPS inside its host does: the same calls one after the other,
// each on a connection of its own. The measure that our login is compared with.
#pragma once

#include <string>

namespace okta_factor::bench {

/// Looks the person up, lists the factors, verifies the code, reads the user again. Throws
/// std::runtime_error if it is not accepted.
void bare_login(const std::string& org_url, const std::string& ca_file, const std::string& token,
                const std::string& login, const std::string& code);

}  // namespace okta_factor::bench
