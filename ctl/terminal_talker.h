// SPDX-License-Identifier: MIT
// The person at the terminal: prompts on a stream, replies from standard input, secrets without
// echo.
#pragma once

#include <ostream>

#include "ctl/dialogue.h"
#include "pam_module/interrupt.h"

namespace okta_factor::ctl {

class TerminalTalker final : public Talker {
  public:
    /// SIGINT must be blocked while it is used.
    TerminalTalker(std::ostream& out, const pam::Interrupt& interrupt)
        : out_(out), interrupt_(interrupt) {}
    ~TerminalTalker() override { erase(unread_); }

    void tell(const Said& said) override;
    std::optional<Secret> ask(const Said& said) override;

  private:
    bool read_more();  // false at the end of the input

    std::ostream& out_;
    const pam::Interrupt& interrupt_;
    std::string unread_;
};

}  // namespace okta_factor::ctl
