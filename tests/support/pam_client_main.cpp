// SPDX-License-Identifier: MIT
// Carries out a login through a PAM stack without sshd or sudo: scripted, or by hand in a terminal.
#include <security/pam_appl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "tests/support/pam_client.h"
#include "tests/support/temp_dir.h"

using namespace okta_factor::test;

namespace {

std::optional<std::string> ask_here(int style, const std::string& text) {
    std::string line;
    switch (style) {
        case PAM_PROMPT_ECHO_OFF: {
            const char* const typed = getpass(text.c_str());
            return typed ? std::optional<std::string>{typed} : std::nullopt;
        }
        case PAM_PROMPT_ECHO_ON:
            std::cerr << text << std::flush;
            return std::getline(std::cin, line) ? std::optional{line} : std::nullopt;
        default:
            std::cerr << text << '\n';
            return std::nullopt;
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Log in through a PAM stack, as sshd or sudo would."};
    PamLogin login;
    std::vector<std::string> environment;
    std::string module_line;
    bool silent = false;
    bool interactive = false;
    bool json = false;
    int times = 1;
    const auto folder = app.add_option("--confdir", login.folder,
                                       "folder with a stack per service, like /etc/pam.d");
    app.add_option(
           "--module", module_line,
           "instead of --confdir: a stack of this one line, e.g. \"/x/pam_okta_factor.so debug\"")
        ->excludes(folder);
    app.add_option("--service", login.service, "PAM service")->capture_default_str();
    app.add_option("--user", login.user, "account to enter")->capture_default_str();
    app.add_option("--ruser", login.ruser, "account that asks (sudo, su)");
    app.add_option("--rhost", login.rhost, "where the login comes from");
    app.add_option("--tty", login.tty, "terminal");
    app.add_option("--env", environment, "NAME=VALUE in the PAM environment")->take_all();
    app.add_option("--reply", login.replies, "answers to the prompts, in order")->take_all();
    app.add_flag("--interactive", interactive, "ask here instead");
    app.add_flag("--silent", silent, "pass PAM_SILENT");
    app.add_flag("--setcred", login.set_credentials, "call pam_setcred afterwards");
    app.add_flag("--json", json, "print the result as JSON");
    app.add_option("--times", times, "how often")->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    const TempDir own_folder;
    if (!module_line.empty()) {
        std::ofstream(own_folder / login.service) << "auth requisite " << module_line << '\n';
        login.folder = own_folder.path().string();
    }
    for (const auto& entry : environment)
        login.environment[entry.substr(0, entry.find('='))] = entry.substr(entry.find('=') + 1);
    if (silent) login.flags |= PAM_SILENT;
    if (interactive) login.answer = ask_here;

    PamResult result;
    for (int i = 0; i < times; ++i)
        result = run_pam_login(login);
    constexpr auto replace = nlohmann::json::error_handler_t::replace;  // bytes that are not UTF-8
    std::cout << (json ? to_json(result).dump(2, ' ', false, replace) + "\n" : transcript(result));
    return result.authenticate == PAM_SUCCESS ? 0 : 1;
}
