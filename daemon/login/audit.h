// SPDX-License-Identifier: MIT
// What is kept of a login: one record, whatever its end. No code, answer or number is in it.
#pragma once

#include <chrono>
#include <string>

#include "daemon/login/outcome.h"
#include "daemon/policy/policy.h"

namespace okta_factor::login {

struct AuditRecord {
    const policy::LoginFacts& facts;
    std::string okta_login;    // empty where it did not come to that
    std::string okta_user_id;  // likewise
    std::string rule;          // the rule's name; empty for [login]
    const Outcome& outcome;
    std::chrono::milliseconds duration{0};
};

class Audit {
  public:
    Audit() = default;
    Audit(const Audit&) = delete;
    Audit& operator=(const Audit&) = delete;
    virtual ~Audit() = default;

    virtual void record(const AuditRecord& record) = 0;
};

}  // namespace okta_factor::login
