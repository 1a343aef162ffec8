// SPDX-License-Identifier: MIT
// doctor: what locks people out or leaves them open, before it does.
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "common/protocol.h"
#include "ctl/command.h"
#include "ctl/configuration.h"
#include "ctl/doctor/examination.h"
#include "ctl/doctor/report.h"

namespace okta_factor::doctor {
namespace {

constexpr std::array<Check, 6> checks{check_configuration, check_files, check_okta,
                                      check_doors,         check_pam,   check_sshd};

// The credentials that systemd gave the running daemon are ours to read too, if we are root.
void adopt_credentials() {
    std::error_code error;
    if (std::filesystem::is_directory(ctl::running_credentials, error))
        setenv("CREDENTIALS_DIRECTORY", ctl::running_credentials, 0);
}

bool wants_colours(const ctl::Console& console) {
    const char* refused = std::getenv("NO_COLOR");
    return console.is_terminal && (!refused || !*refused);
}

void examine(const Options& options, ctl::Console& console) {
    adopt_credentials();
    Findings findings;
    if (geteuid() != 0)
        findings.push_back(warning("doctor does not run as root",
                                   "it cannot see what the daemon and sshd see",
                                   "sudo "
                                   "okta-factorctl doctor"));
    const Examination examination{options, ctl::read_as_daemon(options.config),
                                  read_services(options.pam_dir)};
    for (const auto check : checks)
        append(findings, check(examination));
    if (console.json)
        console.out << to_json(findings).dump(2, ' ', false,
                                              nlohmann::json::error_handler_t::replace)
                    << '\n';
    else
        console.out << to_text(findings, wants_colours(console));
    console.exit_code = has_problems(findings) ? ctl::refused : ctl::fine;
}

}  // namespace
}  // namespace okta_factor::doctor

namespace okta_factor::ctl {

void add_doctor(CLI::App& app, Console& console) {
    auto* command = app.add_subcommand(
        "doctor", "Find what locks people out or leaves them open, and say what to change");
    const auto options = std::make_shared<doctor::Options>();
    options->socket = protocol::default_socket;
    add_config_option(*command, options->config);
    command->add_option("--pam-dir", options->pam_dir, "The stacks to look at")
        ->type_name("DIR")
        ->capture_default_str();
    command->add_option("--sshd", options->sshd, "The sshd to ask")
        ->type_name("PATH")
        ->capture_default_str();
    command->add_option("--sshd-config", options->sshd_config, "Its configuration, if not its own")
        ->type_name("FILE");
    command->add_option("--socket", options->socket, "The daemon's direct socket")
        ->type_name("PATH")
        ->capture_default_str();
    command->callback([options, &console] { doctor::examine(*options, console); });
}

}  // namespace okta_factor::ctl
