// SPDX-License-Identifier: MIT
#include "tests/support/pam_client.h"

#include <security/pam_appl.h>

#include <cstdlib>
#include <cstring>
#include <utility>

namespace okta_factor::test {
namespace {

constexpr std::pair<int, const char*> result_names[] = {
    {PAM_SUCCESS, "PAM_SUCCESS"},
    {PAM_OPEN_ERR, "PAM_OPEN_ERR"},
    {PAM_SYMBOL_ERR, "PAM_SYMBOL_ERR"},
    {PAM_SERVICE_ERR, "PAM_SERVICE_ERR"},
    {PAM_SYSTEM_ERR, "PAM_SYSTEM_ERR"},
    {PAM_BUF_ERR, "PAM_BUF_ERR"},
    {PAM_PERM_DENIED, "PAM_PERM_DENIED"},
    {PAM_AUTH_ERR, "PAM_AUTH_ERR"},
    {PAM_CRED_INSUFFICIENT, "PAM_CRED_INSUFFICIENT"},
    {PAM_AUTHINFO_UNAVAIL, "PAM_AUTHINFO_UNAVAIL"},
    {PAM_USER_UNKNOWN, "PAM_USER_UNKNOWN"},
    {PAM_MAXTRIES, "PAM_MAXTRIES"},
    {PAM_CRED_UNAVAIL, "PAM_CRED_UNAVAIL"},
    {PAM_CRED_ERR, "PAM_CRED_ERR"},
    {PAM_CONV_ERR, "PAM_CONV_ERR"},
    {PAM_IGNORE, "PAM_IGNORE"},
    {PAM_ABORT, "PAM_ABORT"},
    {PAM_MODULE_UNKNOWN, "PAM_MODULE_UNKNOWN"},
    {PAM_INCOMPLETE, "PAM_INCOMPLETE"},
};

struct Host {
    const PamLogin& login;
    PamResult& result;
    std::size_t next_reply = 0;

    std::optional<std::string> answer(int style, const std::string& text) {
        if (login.answer) return login.answer(style, text);
        const bool is_prompt = style == PAM_PROMPT_ECHO_ON || style == PAM_PROMPT_ECHO_OFF;
        if (!is_prompt || next_reply == login.replies.size()) return std::nullopt;
        return login.replies[next_reply++];
    }

    bool converse(const pam_message& message, pam_response& response) {
        const int style = message.msg_style;
        auto reply = answer(style, message.msg);
        if (style == PAM_TEXT_INFO || style == PAM_ERROR_MSG) reply.reset();
        result.messages.push_back({style, message.msg, reply});
        if (style == PAM_TEXT_INFO || style == PAM_ERROR_MSG) return true;
        if (!reply) return false;
        response.resp = strdup(reply->c_str());
        return true;
    }
};

int converse(int count, const pam_message** messages, pam_response** responses, void* data) {
    auto& host = *static_cast<Host*>(data);
    auto* const answers = static_cast<pam_response*>(
        std::calloc(static_cast<std::size_t>(count), sizeof **responses));
    for (int i = 0; i < count; ++i) {
        if (host.converse(*messages[i], answers[i])) continue;
        for (int j = 0; j < i; ++j)
            std::free(answers[j].resp);
        std::free(answers);
        return PAM_CONV_ERR;
    }
    *responses = answers;
    return PAM_SUCCESS;
}

void set_item(pam_handle_t* pamh, int type, const std::optional<std::string>& value) {
    if (value) pam_set_item(pamh, type, value->c_str());
}

}  // namespace

std::vector<std::string> PamResult::texts() const {
    std::vector<std::string> result;
    for (const auto& message : messages)
        result.push_back(message.text);
    return result;
}

PamResult run_pam_login(const PamLogin& login) {
    PamResult result;
    Host host{login, result};
    const pam_conv conversation{converse, &host};
    pam_handle_t* pamh = nullptr;
    result.start = pam_start_confdir(login.service.c_str(), login.user.c_str(), &conversation,
                                     login.folder.c_str(), &pamh);
    if (result.start != PAM_SUCCESS) {
        result.authenticate = result.start;
        return result;
    }
    set_item(pamh, PAM_RUSER, login.ruser);
    set_item(pamh, PAM_RHOST, login.rhost);
    set_item(pamh, PAM_TTY, login.tty);
    for (const auto& [name, value] : login.environment)
        pam_putenv(pamh, (name + "=" + value).c_str());

    const auto before = std::chrono::steady_clock::now();
    if (login.authenticates) result.authenticate = pam_authenticate(pamh, login.flags);
    result.time = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - before);
    if (login.set_credentials) result.set_credentials = pam_setcred(pamh, PAM_ESTABLISH_CRED);
    pam_end(pamh, result.authenticate);
    return result;
}

std::string pam_name(int result) {
    for (const auto& [number, name] : result_names)
        if (number == result) return name;
    return std::to_string(result);
}

std::string transcript(const PamResult& result) {
    std::string text;
    for (const auto& message : result.messages) {
        text += message.text;
        if (message.reply && message.style == PAM_PROMPT_ECHO_OFF)
            text += std::string(message.reply->size(), '*');
        else if (message.reply)
            text += *message.reply;
        text += '\n';
    }
    return text + "-> " + pam_name(result.authenticate) + "\n";
}

nlohmann::json to_json(const PamResult& result) {
    auto messages = nlohmann::json::array();
    for (const auto& message : result.messages) {
        static constexpr const char* styles[] = {"?", "secret", "prompt", "error", "info"};
        const bool known = message.style >= 1 && message.style <= 4;
        nlohmann::json entry{{"style", styles[known ? message.style : 0]}, {"text", message.text}};
        if (message.reply) entry["reply"] = *message.reply;
        messages.push_back(std::move(entry));
    }
    nlohmann::json json{{"authenticate", pam_name(result.authenticate)},
                        {"milliseconds", result.time.count()},
                        {"messages", std::move(messages)}};
    if (result.set_credentials) json["setcred"] = pam_name(*result.set_credentials);
    return json;
}

}  // namespace okta_factor::test
