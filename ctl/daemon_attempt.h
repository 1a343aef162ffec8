// SPDX-License-Identifier: MIT
// A login at the running daemon, by the module's own door and in the module's own words.
#pragma once

#include <string>

#include "ctl/dialogue.h"
#include "pam_module/door.h"
#include "pam_module/host_facts.h"
#include "pam_module/login_message.h"
#include "pam_module/person.h"
#include "pam_module/step.h"

namespace okta_factor::ctl {

struct TestedLogin {
    pam::Person person;
    pam::HostFacts facts;
    pam::Microseconds patience = 75 * pam::second;  // for the whole, as the module has it
};

class DaemonAttempt final : public LoginAttempt {
  public:
    /// `socket`: the direct one, or empty for the bus. Throws std::runtime_error if the door does
    /// not open in 5 s, Interrupted on Ctrl-C. Login and interrupt must outlive it.
    DaemonAttempt(const std::string& socket, const TestedLogin& login,
                  const pam::Interrupt& interrupt);

    Step start() override;
    Step reply(const Secret& text) override;
    Step wait() override;
    void cancel() noexcept override;

  private:
    Step call(pam::Message message, pam::Answers answers);
    pam::Message message(const char* method, const char* text) const noexcept;

    const TestedLogin& login_;
    const pam::Interrupt& interrupt_;
    pam::Microseconds deadline_;
    pam::Door door_;
    std::string daemon_;  // its unique name on the bus, so that no other takes over
    std::string object_;  // path, once there is one
};

}  // namespace okta_factor::ctl
