// SPDX-License-Identifier: MIT
// What ./run-demo shows: a real ssh login and a real sudo that Okta approves, then whatever the
// person at the terminal likes to try.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>

#include "tests/support/terminal.h"
#include "tests/system/keyboard.h"
#include "tests/system/machine.h"
#include "tests/system/own_namespaces.h"

namespace okta_factor::system_test {
namespace {

using std::cout;
using std::string;
using test::Terminal;

constexpr char shell_prompt[] = ":~$ ";

/// Without the carriage returns that the inner terminal added: the outer one, if any, adds its own.
void show(std::string_view text) {
    for (const char c : text)
        if (c != '\r') cout << c;
    cout << std::flush;
}

/// Something that happens beside the terminal that is shown.
void aside(const string& what) {
    show("\n        [" + what + "]");
}

/// Reads the number out of the prompt, finds it on the phone and taps it, then presses Enter.
void approve_with_number(Terminal& terminal, const Phone& phone) {
    terminal.expect("In Okta Verify on Gibson, tap ");
    terminal.expect("): ");
    const string seen = terminal.transcript();
    const int number = std::stoi(seen.substr(seen.rfind("tap ") + 4));
    aside("Alice's phone, Gibson, shows three numbers. She taps " + std::to_string(number) + '.');
    phone.approve("alice@acme.com", number);
    terminal.enter("");
}

void log_in_and_step_up(const Machine& machine, const string& host_name) {
    const string line = "ssh alice@" + host_name;
    show("# " + line + '\n');
    Terminal terminal(machine.command(line), show);
    terminal.expect("Choose 1-");
    terminal.expect(": ");
    terminal.enter("1");
    approve_with_number(terminal, machine.phone());

    for (const string command : {"id -un", "sudo id -un"}) {
        terminal.expect(shell_prompt);
        terminal.enter(command);
    }
    terminal.expect("Choose 1-");
    terminal.expect(": ");
    terminal.enter("1");
    approve_with_number(terminal, machine.phone());
    terminal.expect(shell_prompt);
    terminal.enter("exit");
    if (const int status = terminal.finish(); status != 0)
        throw std::runtime_error("ssh ended with status " + std::to_string(status));
}

/// The daemon's one record of each login.
string audit() {
    std::istringstream log(read_file(string(machine_folder) + "/log/okta-factord"));
    string records;
    for (string line; std::getline(log, line);)
        if (line.starts_with("login: ")) records += line + '\n';
    return records;
}

/// Answers the newest push that waits, whoever it belongs to.
string answer_push(const Phone& phone, bool approve) {
    const auto pushes = phone.waiting_pushes();
    if (pushes.empty()) return "No push is waiting.";
    const auto& login = pushes.back().login;
    approve ? phone.approve(login, pushes.back().number) : phone.reject(login);
    return (approve ? "Approved on the phone of " : "Rejected on the phone of ") + login + '.';
}

string text_messages(const Phone& phone) {
    string all;
    for (const auto& [to, code] : phone.messages())
        all += to + ": your code is " + code + ". ";
    return all.empty() ? "No message has come." : all;
}

string on_key(char key, const Phone& phone) try {
    switch (key) {
        case 'a':
            return answer_push(phone, true);
        case 'r':
            return answer_push(phone, false);
        case 'm':
            return text_messages(phone);
        case 'c':
            return "Alice's Okta Verify shows " +
                   phone.code("alice@acme.com", "token:software:totp") + '.';
        default:
            return "a, r, m, c or q.";
    }
} catch (const std::exception& error) {
    return error.what();
}

void let_try(const Machine& machine, const string& host_name, const Outside& outside) {
    show(
        "\nYour turn. Type this in another terminal of this machine, as root:\n\n"
        "    nsenter --target " +
        outside.pid + " --all ssh alice@" + host_name +
        "\n\n"
        "There are also bob (codes only), erin (two phones), frank (no number to match), carol\n"
        "(suspended), dave (a security key only), zoe (not at Okta), rescue (in okta-breakglass).\n"
        "You hold their phones:\n\n"
        "    a  approve the push     m  read messages (text, email)     q  quit\n"
        "    r  reject the push      c  read alice's code in Okta Verify\n\n");
    take_single_keys();
    for (auto key = next_key(); key && *key != 'q' && *key != '\x03' && *key != '\x04';
         key = next_key())
        show(on_key(*key, machine.phone()) + '\n');
}

int demonstrate(const string& host_name, const Outside& outside) {
    show(
        "Starting a little machine inside this one: system bus, Okta org (emulated), okta-factord, "
        "sshd.\n\n");
    const Machine machine({.host_name = host_name});
    log_in_and_step_up(machine, host_name);
    show("\nWhat okta-factord put on record:\n\n" + audit());
    if (somebody_is_there()) let_try(machine, host_name, outside);
    show("\nAll of it is gone again; this machine's /etc was not touched.\n");
    return 0;
}

}  // namespace
}  // namespace okta_factor::system_test

int main(int argc, char** argv) {
    using namespace okta_factor::system_test;
    std::string host_name = "web1";
    CLI::App app(
        "A real ssh login and sudo on a little private machine, approved by an emulated Okta");
    app.add_option("--host-name", host_name, "the little machine's name");
    CLI11_PARSE(app, argc, argv);

    if (const auto why = why_no_own_namespaces(); !why.empty()) {
        std::cerr << "The demonstration cannot run: " << why << ".\n";
        return 1;
    }
    const KeptMode kept;
    return run_in_own_namespaces(
        host_name, [&](const Outside& outside) { return demonstrate(host_name, outside); });
}
