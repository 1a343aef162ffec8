// SPDX-License-Identifier: MIT
// The host's conversation function: what is shown to the person and what they answer.
#pragma once

#include <security/pam_modules.h>

#include <utility>

#include "pam_module/step.h"

namespace okta_factor::pam {

/// What the person typed; erased when it goes.
class Reply {
  public:
    Reply() = default;
    explicit Reply(char* text) noexcept : text_(text) {}
    Reply(Reply&& other) noexcept : text_(other.text_) { other.text_ = nullptr; }
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;
    Reply& operator=(Reply&& other) noexcept {
        std::swap(text_, other.text_);
        return *this;
    }
    ~Reply();

    /// Null if the host could not ask.
    [[nodiscard]] const char* text() const noexcept { return text_; }
    /// Cuts what is longer than `limit` bytes, and puts U+FFFD for what is not UTF-8, which D-Bus
    /// cannot carry: the daemon refuses both in its own words.
    void make_sendable(std::size_t limit) noexcept;

  private:
    char* text_ = nullptr;
};

class Conversation {
  public:
    explicit Conversation(pam_handle_t* pamh) noexcept;

    /// Shows an info or error; false if the host could not.
    [[nodiscard]] bool tell(const Line& line) noexcept;
    /// Puts a prompt or secret to the person and waits as long as the host does.
    [[nodiscard]] Reply ask(const Line& line) noexcept;

  private:
    bool converse(const Line& line, Reply& reply) noexcept;

    const pam_conv* conversation_ = nullptr;
    std::size_t told_ = 0;  // since the last prompt
};

}  // namespace okta_factor::pam
