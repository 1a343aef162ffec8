// SPDX-License-Identifier: MIT
// test: the whole dialogue of a login in the terminal, without PAM, against the running daemon.
#include <csignal>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "ctl/command.h"
#include "ctl/daemon_attempt.h"
#include "ctl/login_options.h"
#include "ctl/terminal_talker.h"

namespace okta_factor::ctl {
namespace {

using protocol::Verdict;

struct Options {
    std::string user, service = "sshd", socket, rhost, tty;
    unsigned timeout = 75;
};

/// Ctrl-C is read from a descriptor meanwhile.
class InterruptBlocked {
  public:
    InterruptBlocked() {
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGQUIT);
        sigprocmask(SIG_BLOCK, &signals, &before_);
    }
    InterruptBlocked(const InterruptBlocked&) = delete;
    InterruptBlocked& operator=(const InterruptBlocked&) = delete;
    // What is pending was the person's answer to us: it does not kill us now.
    ~InterruptBlocked() {
        const timespec at_once{};
        sigset_t taken;
        sigemptyset(&taken);
        sigaddset(&taken, SIGINT);
        sigaddset(&taken, SIGQUIT);
        while (sigtimedwait(&taken, nullptr, &at_once) > 0) {
        }
        sigprocmask(SIG_SETMASK, &before_, nullptr);
    }

  private:
    sigset_t before_{};
};

// No terminal device and no session: nothing is remembered for a test, and nothing that is
// remembered answers it.
TestedLogin tested_login(const Options& options) {
    TestedLogin login;
    if (!pam::is_name(options.user))
        throw std::runtime_error("this is no name that an account could have");
    pam::resolve_person(options.user.c_str(), login.person);
    login.facts.service = options.service.c_str();
    const auto rhost = given_address(options.rhost, options.service).value_or("");
    rhost.copy(login.facts.rhost, sizeof login.facts.rhost - 1);
    const auto tty = given_terminal(options.tty, options.service).value_or("");
    tty.copy(login.facts.tty, sizeof login.facts.tty - 1);
    login.patience = options.timeout * pam::second;
    return login;
}

std::string sentence(Verdict verdict) {
    switch (verdict) {
        case Verdict::granted:
            return "granted: the login would be let in";
        case Verdict::skipped:
            return "skipped: a rule lets them in without Okta (see: okta-factorctl explain)";
        case Verdict::denied:
            return "denied: the host would ask again";
        case Verdict::denied_final:
            return "denied-final: the host would not ask again";
        case Verdict::unavailable:
            return "unavailable: the login would be refused (see the journal of okta-factord)";
        case Verdict::cancelled:
            break;
    }
    return "cancelled";
}

void test(const Options& options, Console& console) {
    auto& talk = console.json ? console.err : console.out;
    const auto login = tested_login(options);
    talk << "This is only a test: nobody is logged in. It is recorded and limited like a login, "
            "and sends real messages.\n";
    if (!login.person.has_uid)
        talk << "There is no account " << options.user << " on this machine.\n";
    talk << std::flush;

    const InterruptBlocked blocked;
    const pam::Interrupt interrupt;
    TerminalTalker talker{talk, interrupt};
    DaemonAttempt attempt{options.socket, login, interrupt};
    const auto verdict = hold_dialogue(attempt, talker);
    if (console.json) {
        const nlohmann::ordered_json report{{"user", login.person.user},
                                            {"service", options.service},
                                            {"verdict", protocol::to_word(verdict)}};
        console.out << report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    } else {
        console.out << "Verdict: " << sentence(verdict) << '\n';
    }
    const bool lets_in = verdict == Verdict::granted || verdict == Verdict::skipped;
    console.exit_code = lets_in ? fine : refused;
}

}  // namespace

void add_test(CLI::App& app, Console& console) {
    auto* command =
        app.add_subcommand("test", "Hold the dialogue of a login here, without logging in");
    const auto options = std::make_shared<Options>();
    command->add_option("USER", options->user, "Linux name of the person")->required();
    command->add_option("--service", options->service, "PAM service, as rules name it")
        ->capture_default_str();
    command->add_option("--socket", options->socket, "Direct socket of the daemon, not the bus")
        ->type_name("PATH");
    command->add_option("--rhost", options->rhost, "Numeric address the login comes from");
    command->add_option("--tty", options->tty, "Terminal, as rules name it");
    command->add_option("--timeout", options->timeout, "Seconds for the whole, as the module's")
        ->check(CLI::Range(1U, 3600U))
        ->capture_default_str();
    command->callback([options, &console] { test(*options, console); });
}

}  // namespace okta_factor::ctl
