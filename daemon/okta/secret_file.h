// SPDX-License-Identifier: MIT
// Tokens and keys on disk. A secret that others can read or write is no secret: it is refused, and
// the reason said.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "common/secret.h"

namespace okta_factor::okta {

/// A file of the administrator's (by path), or a credential that systemd handed to the service.
struct SecretSource {
    std::string path;
    bool from_systemd = false;  // its access rights are systemd's business

    /// `path` if there is one, else the credential `name` in $CREDENTIALS_DIRECTORY; an error in
    /// words where there is neither.
    static tl::expected<SecretSource, std::string> choose(const std::string& path,
                                                          const char* name);
};

/// The text without white space at its end. The file must be regular, at most 64 KiB, owned by root
/// or us, not writable by a group, and readable by no group but root's, ours and okta-factor, and
/// by no others. The error says what is wrong, in words.
tl::expected<Secret, std::string> read_secret(const SecretSource& source);

}  // namespace okta_factor::okta
