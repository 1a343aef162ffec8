// SPDX-License-Identifier: MIT
// One answer of the daemon, checked as a whole before anything of it is shown.
#pragma once

#include <array>
#include <cstddef>

#include "common/protocol.h"
#include "pam_module/handles.h"

namespace okta_factor::pam {

struct Line {
    protocol::MessageKind kind;
    const char* text;
};

/// sshd ends the connection after 32 messages without a prompt (PAM_MAX_NUM_MSG).
inline constexpr std::size_t most_lines = 32;
inline constexpr std::size_t longest_line = 8192;  // bytes

struct Step {
    Message message;              // what the texts point into
    const char* login = nullptr;  // object path; null unless StartLogin was answered
    std::array<Line, most_lines> lines{};
    std::size_t line_count = 0;
    protocol::Expects expects{};
    protocol::Verdict verdict{};  // meaningful if `expects` is done
};

enum class Answers { start_login, login };

/// False if the answer is not what the interface promises: another signature, an unknown word, too
/// much of something, a prompt that is not last, a verdict too early or none at the end.
[[nodiscard]] bool read_step(Message message, Answers answers, Step& step) noexcept;

}  // namespace okta_factor::pam
