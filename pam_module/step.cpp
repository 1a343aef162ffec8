// SPDX-License-Identifier: MIT
#include "pam_module/step.h"

#include <cstring>
#include <utility>

namespace okta_factor::pam {
namespace {

using protocol::Expects;
using protocol::MessageKind;

bool read_line(sd_bus_message* message, Step& step) noexcept {
    const char* word = nullptr;
    const char* text = nullptr;
    if (sd_bus_message_read(message, "(ss)", &word, &text) <= 0) return false;
    const auto kind = protocol::message_kind_from(word);
    if (!kind || step.line_count == most_lines || std::strlen(text) > longest_line) return false;
    step.lines[step.line_count++] = {*kind, text};
    return true;
}

bool read_lines(sd_bus_message* message, Step& step) noexcept {
    if (sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "(ss)") < 0) return false;
    while (sd_bus_message_at_end(message, 0) == 0)
        if (!read_line(message, step)) return false;
    return sd_bus_message_exit_container(message) >= 0;
}

bool read_ending(sd_bus_message* message, Step& step) noexcept {
    const char* expects_word = nullptr;
    const char* verdict_word = nullptr;
    if (sd_bus_message_read(message, "ss", &expects_word, &verdict_word) <= 0) return false;
    const auto expects = protocol::expects_from(expects_word);
    if (!expects) return false;
    step.expects = *expects;
    if (*expects != Expects::done) return verdict_word[0] == '\0';
    const auto verdict = protocol::verdict_from(verdict_word);
    if (verdict) step.verdict = *verdict;
    return verdict.has_value();
}

/// A prompt or secret is there if a reply is expected, once, and last.
bool prompts_are_in_order(const Step& step) noexcept {
    const bool asks = step.expects == Expects::reply;
    if (asks && step.line_count == 0) return false;
    for (std::size_t i = 0; i < step.line_count; ++i) {
        const auto kind = step.lines[i].kind;
        const bool is_prompt = kind == MessageKind::prompt || kind == MessageKind::secret;
        const bool is_last = i + 1 == step.line_count;
        if (is_prompt != (asks && is_last)) return false;
    }
    return true;
}

}  // namespace

bool read_step(Message message, Answers answers, Step& step) noexcept {
    const bool starts = answers == Answers::start_login;
    sd_bus_message* const body = message.get();
    step = Step{};
    step.message = std::move(message);
    const char* const signature = starts ? protocol::start_login_output : protocol::step_signature;
    if (sd_bus_message_has_signature(body, signature) <= 0) return false;
    if (starts && sd_bus_message_read(body, "o", &step.login) <= 0) return false;
    return read_lines(body, step) && read_ending(body, step) && prompts_are_in_order(step);
}

}  // namespace okta_factor::pam
