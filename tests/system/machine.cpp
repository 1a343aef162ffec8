// SPDX-License-Identifier: MIT
#include "tests/system/machine.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/system/sockets.h"

namespace okta_factor::system_test {

using std::string;
using test::ChildProcess;
using test::Command;

namespace {

constexpr char control_url[] = "http://127.0.0.1:8080";
constexpr char socket_path[] = "/run/okta-factor.socket";

string log_of(const string& program) {
    return string(machine_folder) + "/log/" + program;
}

using Environment = std::map<string, string>;

Environment environment(Environment more = {}) {
    more.insert({{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
                 {"LC_ALL", "C.UTF-8"}});
    return more;
}

/// Starts a program that says READY=1, as a service of systemd does.
ChildProcess start_service(Command command, Environment more) {
    const string name = std::filesystem::path(command.arguments.front()).filename();
    const NotifySocket notify(string(machine_folder) + "/notify-" + name);
    more["NOTIFY_SOCKET"] = notify.path();
    command.environment = environment(std::move(more));
    command.output = log_of(name);
    ChildProcess process(std::move(command));
    if (!notify.wait_until_ready(process))
        throw std::runtime_error(name + " did not start:\n" + Machine::logs());
    return process;
}

}  // namespace

Machine::Machine(MachineSettings settings) : settings_(std::move(settings)), phone_(control_url) {
    make_private_files(settings_.programs, settings_.host_name);
    for (const auto& [path, text] : settings_.files) {
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        write_file(path, text, text.starts_with("#!") ? 0755 : 0644);
    }
    start_bus();
    start_org();
    start_daemon();
    start_sshd();
}

void Machine::start_bus() {
    bus_ = start_service(
        {.arguments = {"dbus-daemon", "--system", "--nofork", "--nopidfile", "--nosyslog"}}, {});
}

void Machine::start_org() {
    const string folder = string(machine_folder) + "/org";
    const string ready = folder + "/ready.json";
    std::filesystem::create_directories(folder);
    org_ = ChildProcess(
        {.arguments = {settings_.programs.emulator, "--org", settings_.programs.files + "/org.json",
                       "--listen", "127.0.0.1:443", "--host", "acme.okta.com", "--control",
                       "127.0.0.1:8080", "--tls-dir", folder, "--ready-file", ready},
         .environment = environment(),
         .output = log_of("okta-emulator")});
    if (!wait_for_file(ready, *org_))
        throw std::runtime_error("okta-emulator did not start:\n" + logs());

    const auto about = nlohmann::json::parse(read_file(ready));
    const auto daemon = account("okta-factor");
    std::filesystem::create_directories("/etc/okta-factor");
    write_file("/etc/okta-factor/ca.pem", read_file(about.at("ca_file")));
    write_file("/etc/okta-factor/api-token", "00emulated-api-token\n", 0640);
    if (::chown("/etc/okta-factor/api-token", 0, daemon.gid) != 0)
        throw std::runtime_error("cannot give the token to the daemon's group");
}

void Machine::start_daemon() {
    if (!settings_.configuration.empty())
        write_file("/etc/okta-factor.conf",
                   read_file("/etc/okta-factor.conf") + '\n' + settings_.configuration);
    const auto as = account("okta-factor");
    const string state = "/run/okta-factor";
    std::filesystem::create_directories(state);
    if (::chown(state.c_str(), as.uid, as.gid) != 0 || ::chmod(state.c_str(), 0700) != 0)
        throw std::runtime_error("cannot give the state directory to the daemon");

    Command command{.arguments = {string(machine_folder) + "/bin/okta-factord", "--config",
                                  "/etc/okta-factor.conf", "--log=stderr"},
                    .as = as};
    test::UniqueFd door;
    if (settings_.direct_socket) {
        door = listen_on(socket_path, 0600);
        command.listen_fds = {door.get()};
    }
    daemon_ = start_service(std::move(command), {{"STATE_DIRECTORY", state}});
}

void Machine::start_sshd() {
    sshd_ = start_service({.arguments = {"/usr/sbin/sshd", "-D", "-e"}}, {});
}

Command Machine::command(const string& line, const string& user) const {
    const auto as = account(user);
    const string home = user == "root" ? "/root" : string(machine_folder) + "/home/" + user;
    return {.arguments = {"/bin/sh", "-c", "exec " + line},
            .environment =
                environment({{"HOME", home}, {"USER", user}, {"LOGNAME", user}, {"TERM", "dumb"}}),
            .directory = user == "root" ? "/" : home,
            .as = as};
}

string Machine::logs() {
    string all;
    for (const auto& entry : std::filesystem::directory_iterator(log_of("")))
        all += "--- " + entry.path().filename().string() + '\n' + read_file(entry.path());
    return all;
}

}  // namespace okta_factor::system_test
