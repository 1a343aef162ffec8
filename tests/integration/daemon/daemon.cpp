// SPDX-License-Identifier: MIT
#include "tests/integration/daemon/daemon.h"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace okta_factor::integration {

using test::ChildProcess;

Daemon::Daemon(std::string folder, const Org& org, Doors doors, const Configuration& configuration,
               bool credentials)
    : folder_(std::move(folder)),
      org_(org),
      doors_(std::move(doors)),
      config_file_(folder_ + "/okta-factor.conf"),
      token_file_(folder_ + "/api-token"),
      log_file_(folder_ + "/okta-factord.log"),
      notify_(folder_ + "/notify"),
      process_([&] {
          configure(configuration);
          std::filesystem::create_directories(state_folder());
          if (credentials) write_token();
          return start();
      }()) {
    const bool has_socket = !doors_.socket.empty();
    const bool has_bus = !doors_.bus.empty() && doors_.bus_answers;
    for (int doors_to_open = has_socket + has_bus; doors_to_open > 0; --doors_to_open)
        wait_until_serving();
}

ChildProcess Daemon::start() {
    test::Command command{
        .arguments = {OKTA_FACTOR_DAEMON, "--config", config_file_, "--log=stderr"},
        .environment = {{{"PATH", "/usr/bin:/bin"},
                         {"LC_ALL", "C.UTF-8"},
                         {"NOTIFY_SOCKET", notify_.path()},
                         {"STATE_DIRECTORY", state_folder()},
                         {"DBUS_SYSTEM_BUS_ADDRESS",
                          doors_.bus.empty() ? "unix:path=/nonexistent/bus" : doors_.bus}}},
        .output = log_file_};
    for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) command.environment->emplace(name, value);
    if (!doors_.socket.empty()) command.arguments.push_back("--socket=" + doors_.socket);
    return ChildProcess(std::move(command));
}

void Daemon::configure(const Configuration& configuration) const {
    const auto draft = config_file_ + ".new";
    const auto& url = configuration.org_url.empty() ? org_.url() : configuration.org_url;
    std::ofstream(draft) << "[okta]\norg_url = \"" << url << "\"\napi_token_file = \""
                         << token_file_ << "\"\nca_file = \"" << org_.ca_file() << "\"\n"
                         << configuration.okta << "\n[identity]\nlogin = \""
                         << configuration.login_template << "\"\n[login]\n"
                         << configuration.login << '\n'
                         << configuration.more << '\n';
    std::filesystem::rename(draft, config_file_);
}

void Daemon::write_token() const {
    std::ofstream(token_file_) << Org::api_token << '\n';
    ::chmod(token_file_.c_str(), 0600);
}

void Daemon::wait_until_serving() const {
    if (!notify_.wait_until_ready(process_))
        throw std::runtime_error("okta-factord does not serve:\n" + log());
}

std::string Daemon::log() const {
    std::ostringstream text;
    text << std::ifstream(log_file_).rdbuf();
    return text.str();
}

std::string Daemon::recorded(const std::string& user, const std::string& field) const {
    std::string value;
    std::istringstream lines(log());
    for (std::string line; std::getline(lines, line);) {
        line += ' ';
        if (!line.starts_with("login: ") || line.find(" LOGIN_USER=" + user + ' ') == line.npos)
            continue;
        const auto name = ' ' + field + '=';
        const auto at = line.find(name);
        value.clear();
        if (at == line.npos) continue;
        const auto begin = at + name.size();
        value = line.substr(begin, line.find(' ', begin) - begin);
    }
    return value;
}

void Daemon::wait_for_log(const std::string& text) const {
    constexpr int patience_ms = 20000;
    const test::UniqueFd watch(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    ::inotify_add_watch(watch.get(), log_file_.c_str(), IN_MODIFY);
    while (log().find(text) == std::string::npos) {
        pollfd changed{watch.get(), POLLIN, 0};
        if (::poll(&changed, 1, patience_ms) <= 0)
            throw std::runtime_error("not in the log: " + text + '\n' + log());
        char events[4096];
        while (::read(watch.get(), events, sizeof events) > 0) {
        }
    }
}

}  // namespace okta_factor::integration
