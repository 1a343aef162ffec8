// SPDX-License-Identifier: MIT
// A login of Alice's on the stage, and what must have become of it.
#pragma once

#include <gtest/gtest.h>

#include "tests/unit/login/stage.h"

namespace okta_factor::test {

using login::Reason;
using okta::FactorResult;
using okta::Meaning;
using okta::UserStatus;
using protocol::Verdict;
using std::chrono::seconds;

class LoginTest : public testing::Test {
  protected:
    Stage stage;

    void has_totp() {
        stage.okta->enrolled.usable = {totp_factor()};
        stage.okta->codes = {{"ost1", "123456"}};
    }
    void has_push() { stage.okta->enrolled.usable = {push_factor()}; }
    void expect(Verdict verdict, Reason reason) {
        EXPECT_EQ(stage.verdict(), verdict) << stage.transcript();
        ASSERT_EQ(stage.audit.size(), 1U);
        EXPECT_EQ(stage.audit.back().reason, reason) << stage.transcript();
    }
};

}  // namespace okta_factor::test
