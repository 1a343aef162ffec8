// SPDX-License-Identifier: MIT
#include "pam_module/conversation.h"

#include <cstdlib>
#include <cstring>

#include "common/utf8.h"
#include "pam_module/text.h"

namespace okta_factor::pam {
namespace {

constexpr char replacement_character[] = "\xEF\xBF\xBD";

int style_of(protocol::MessageKind kind) noexcept {
    using protocol::MessageKind;
    switch (kind) {
        case MessageKind::info:
            return PAM_TEXT_INFO;
        case MessageKind::error:
            return PAM_ERROR_MSG;
        case MessageKind::prompt:
            return PAM_PROMPT_ECHO_ON;
        case MessageKind::secret:
            return PAM_PROMPT_ECHO_OFF;
    }
    return PAM_ERROR_MSG;
}

}  // namespace

Reply::~Reply() {
    if (!text_) return;
    explicit_bzero(text_, std::strlen(text_));
    std::free(text_);
}

void Reply::make_sendable(std::size_t limit) noexcept {
    const std::size_t length = std::strlen(text_);
    if (is_utf8({text_, length})) {
        const std::size_t kept = shortened({text_, length}, limit).size();
        explicit_bzero(text_ + kept, length - kept);
        return;
    }
    explicit_bzero(text_, length);
    char* const substitute = strdup(replacement_character);
    std::free(text_);
    text_ = substitute;
}

Conversation::Conversation(pam_handle_t* pamh) noexcept {
    const void* item = nullptr;
    if (pam_get_item(pamh, PAM_CONV, &item) == PAM_SUCCESS)
        conversation_ = static_cast<const pam_conv*>(item);
}

bool Conversation::tell(const Line& line) noexcept {
    // Beyond that sshd ends the connection: better a message unseen than a login lost.
    if (told_ == most_lines) return true;
    ++told_;
    Reply none;
    return converse(line, none);
}

Reply Conversation::ask(const Line& line) noexcept {
    told_ = 0;
    Reply reply;
    (void)converse(line, reply);  // a failure leaves it without text
    return reply;
}

bool Conversation::converse(const Line& line, Reply& reply) noexcept {
    if (!conversation_ || !conversation_->conv) return false;
    const pam_message message{style_of(line.kind), line.text};
    const pam_message* messages = &message;
    pam_response* responses = nullptr;
    if (conversation_->conv(1, &messages, &responses, conversation_->appdata_ptr) != PAM_SUCCESS)
        return false;
    if (responses) reply = Reply{responses->resp};
    std::free(responses);
    return true;
}

}  // namespace okta_factor::pam
