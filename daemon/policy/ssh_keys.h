// SPDX-License-Identifier: MIT
// The keys in sshd's SSH_AUTH_INFO_0: one line per method that succeeded, "METHOD[/SUB]" and, for
// publickey, " TYPE BASE64" of the key or of the whole certificate (OpenSSH,
// auth2_update_session_info; certificates: PROTOCOL.certkeys).
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace okta_factor::policy {

struct AcceptedKey {
    std::string fingerprint;  // SHA256:… as ssh-keygen -l prints it; of a certificate: of its key
    std::string certificate_id;  // of a certificate; else empty
    std::string ca;              // SHA256:… of the key that signed it; else empty
};

struct UnreadableKey {};

/// Every key that was accepted. Fails if there is one that cannot be read.
tl::expected<std::vector<AcceptedKey>, UnreadableKey> accepted_keys(std::string_view auth_info);

}  // namespace okta_factor::policy
