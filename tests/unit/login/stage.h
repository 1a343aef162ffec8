// SPDX-License-Identifier: MIT
// A login on a stage: the fake org, a person who types what the test says, and everything they
// read, as a transcript.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/login/login.h"
#include "tests/support/fake_storage.h"
#include "tests/support/manual_executor.h"
#include "tests/unit/login/fake_okta.h"

namespace okta_factor::test {

class Stage final : public login::Audit {
  public:
    Stage();

    // Set before begin().
    policy::Policy policy;
    policy::LoginFacts facts;

    ManualExecutor executor;
    std::shared_ptr<FakeOkta> okta = std::make_shared<FakeOkta>(executor);
    login::UserLimits limits{executor};
    std::chrono::nanoseconds since_boot{0};
    login::Remembered remembered{[this] { return since_boot; }};
    Disk disk;
    KeptLog log;
    /// Alice has the two below; nobody is asked for them unless the policy says so.
    recovery::Codes recovery_codes;
    static constexpr char code_of_alice[] = "04HM-ASW9-NF6Y-Y093";
    static constexpr char other_code_of_alice[] = "ZYXW-VTSR-QPNM-KJHG";

    void begin();
    /// Answers the open prompt. Secrets appear as stars.
    void type(const std::string& text);
    /// Lets time pass, and says so in the transcript.
    void let_pass(std::chrono::seconds time, const std::string& note = {});
    /// Something happens outside of the terminal.
    void meanwhile(const std::string& note, const std::function<void()>& what);
    /// Answers the open prompt, and goes away at once.
    void leave_after(const std::string& text);
    /// The caller goes away.
    void hang_up();

    [[nodiscard]] const std::string& transcript() const { return transcript_; }
    [[nodiscard]] std::optional<protocol::Verdict> verdict() const { return verdict_; }
    [[nodiscard]] bool prompt_open() const { return expects_ == protocol::Expects::reply; }
    [[nodiscard]] const std::string& last_text() const { return last_text_; }

    struct Kept {
        login::Reason reason;
        std::optional<okta::FactorKind> factor;
        std::string okta_user_id, rule, request_id, detail;
    };
    std::vector<Kept> audit;

    void record(const login::AuditRecord& record) override;

  private:
    void show(const login::Step& step);
    login::Conversation::Answer answer();
    void settle();

    std::unique_ptr<login::Login> login_;
    std::string transcript_;
    std::string last_text_;
    protocol::Expects expects_ = protocol::Expects::wait;
    protocol::MessageKind prompt_kind_ = protocol::MessageKind::prompt;
    std::optional<protocol::Verdict> verdict_;
};

// Ready-made factors.
okta::Factor push_factor(const std::string& id = "opf1", const std::string& phone = "Gibson");
okta::Factor totp_factor();
okta::Factor google_factor();
okta::Factor sms_factor();
okta::Factor call_factor();
okta::Factor email_factor();
okta::Factor question_factor();
okta::Factor rsa_factor();
okta::Factor yubikey_factor();

}  // namespace okta_factor::test
