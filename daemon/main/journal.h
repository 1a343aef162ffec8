// SPDX-License-Identifier: MIT
// The journal, or stderr: messages for the administrator, and one audit record per login with the
// fields that okta-factord(8) lists.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/log.h"
#include "daemon/login/audit.h"

namespace okta_factor::daemon {

/// MESSAGE_ID of the audit record; packaging's catalog explains it (journalctl -x).
inline constexpr char login_message_id[] = "25a9552eb69c45e9b5009df877985f01";

class Journal final : public Log, public login::Audit {
  public:
    explicit Journal(bool to_stderr) : to_stderr_(to_stderr) {}

    void record(const login::AuditRecord& record) override;

    using Field = std::pair<const char*, std::string>;
    /// The fields of a record, MESSAGE first; public for tests.
    static std::vector<Field> fields(const login::AuditRecord& record);

  private:
    void write(int priority, std::string_view text) noexcept override;

    bool to_stderr_;
};

}  // namespace okta_factor::daemon
