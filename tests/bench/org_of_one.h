// SPDX-License-Identifier: MIT
// An emulated org for benchmarks: one person with a YubiKey and a phone that approves by itself.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/child_process.h"
#include "tests/support/program_output.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::bench {

class OrgOfOne {
  public:
    static constexpr char login[] = "alice@acme.com";
    static constexpr char token[] = "00benchmark-token";

    /// The phone approves this long after the push was sent.
    explicit OrgOfOne(int approved_after_ms);

    [[nodiscard]] const std::string& url() const noexcept { return url_; }
    [[nodiscard]] std::string ca_file() const { return folder_ / "tls/ca.pem"; }

    /// What the YubiKey types next; a thousand times.
    std::string next_code();

    void set_latency(int milliseconds) const;
    void end_connections() const;
    void forget_requests() const;
    /// As the emulator logged them: path, connection, milliseconds spent there.
    [[nodiscard]] nlohmann::json requests() const;

  private:
    test::TempDir folder_;
    test::ProgramOutput output_;
    test::ChildProcess process_;
    std::string url_, control_url_;
    int codes_typed_ = 0;
};

}  // namespace okta_factor::bench
