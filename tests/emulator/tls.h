// SPDX-License-Identifier: MIT
// The org's own certificate authority and server certificate, kept in a folder.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

namespace okta_factor::emulator {

struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeContext>;

struct TlsFiles {
    std::string ca;  // what a client must trust
    std::string certificate;
    std::string key;
};

/// Makes what is absent: ca.pem, ca-key.pem, server.pem, server-key.pem; keys are 0600. `names` are
/// those beside localhost, 127.0.0.1 and ::1. Throws std::runtime_error.
TlsFiles prepare_tls(const std::string& folder, const std::vector<std::string>& names);

/// TLS 1.2 and later, HTTP/1.1 by ALPN. Throws std::runtime_error.
TlsContext server_context(const TlsFiles& files);

}  // namespace okta_factor::emulator
