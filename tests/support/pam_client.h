// SPDX-License-Identifier: MIT
// A PAM host for tests: carries out one login through a stack in a folder of the test's own.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace okta_factor::test {

/// One message of the conversation, and what was answered to a prompt.
struct PamMessage {
    int style;  // PAM_TEXT_INFO, PAM_ERROR_MSG, PAM_PROMPT_ECHO_ON, PAM_PROMPT_ECHO_OFF
    std::string text;
    std::optional<std::string> reply;
};

/// Answers a prompt; nothing ends the conversation with PAM_CONV_ERR, as sshd does when the client
/// is gone. Told info and error messages as well, whose answer is ignored.
using PamAnswer = std::function<std::optional<std::string>(int style, const std::string& text)>;

struct PamLogin {
    std::string folder;  // holds one file per service, as /etc/pam.d does
    std::string service = "sshd";
    std::string user = "alice";
    std::optional<std::string> ruser, rhost, tty;
    std::map<std::string, std::string> environment;  // PAM's, not the process's
    int flags = 0;                                   // PAM_SILENT, …
    std::vector<std::string> replies;  // to one prompt after the other, then the conversation fails
    PamAnswer answer;                  // instead of `replies`, if set
    bool set_credentials = false;      // pam_setcred afterwards, whatever came out
    bool authenticates = true;         // false: pam_setcred alone, as in sshd's parent process
};

struct PamResult {
    int start = 0;         // pam_start_confdir
    int authenticate = 0;  // PAM_SUCCESS, …
    std::optional<int> set_credentials;
    std::vector<PamMessage> messages;
    std::chrono::milliseconds time{};  // spent in pam_authenticate

    [[nodiscard]] std::vector<std::string> texts() const;
};

[[nodiscard]] PamResult run_pam_login(const PamLogin& login);

/// "PAM_SUCCESS" and so on: the name of a result in the headers of Linux-PAM.
[[nodiscard]] std::string pam_name(int result);

/// The dialogue as a person sees it: prompts with their replies (those of hidden ones as *).
[[nodiscard]] std::string transcript(const PamResult& result);
[[nodiscard]] nlohmann::json to_json(const PamResult& result);

}  // namespace okta_factor::test
