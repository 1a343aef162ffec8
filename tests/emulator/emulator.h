// SPDX-License-Identifier: MIT
// The emulated org as a whole: state, API door, control door.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/emulator/edge.h"
#include "tests/emulator/org.h"
#include "tests/emulator/service.h"
#include "tests/emulator/tls.h"

namespace okta_factor::emulator {

struct Settings {
    std::string listen = "127.0.0.1:0";
    std::string control = "127.0.0.1:0";
    std::string tls_dir;
    std::vector<std::string> hosts;  // further names in the certificate
};

class Emulator {
  public:
    /// Listens when it returns; throws std::runtime_error. `org` as in the org file.
    Emulator(const Json& org, const Settings& settings);
    Emulator(const Emulator&) = delete;
    Emulator& operator=(const Emulator&) = delete;
    ~Emulator();

    [[nodiscard]] std::string org_url() const { return "https://" + api_->address(); }
    [[nodiscard]] std::string control_url() const { return "http://" + control_->address(); }
    [[nodiscard]] const std::string& ca_file() const { return files_.ca; }

  private:
    void apply_listener_faults();
    /// A new connection pays two round trips more: TCP's and TLS's.
    void wait_handshake();

    Org org_;
    Service service_{org_};
    TlsFiles files_;
    TlsContext tls_;
    std::unique_ptr<Edge> api_;
    std::unique_ptr<Edge> control_;
};

}  // namespace okta_factor::emulator
