// SPDX-License-Identifier: MIT
// Many logins that wait for their phones at the same time: what each costs the daemon beside what a
// connection costs that does nothing, and whether everybody gets in.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <thread>
#include <vector>

#include "tests/integration/daemon/talk.h"

namespace {

using namespace okta_factor;
using namespace okta_factor::integration;
using std::chrono::steady_clock;

// What a burst used goes back to the system a while after it.
constexpr std::chrono::seconds settling{5};

double seconds_since(steady_clock::time_point begin) {
    return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

/// kB that are the process's own and nobody else's (proc(5), smaps_rollup).
long private_kb(pid_t pid) {
    std::ifstream file{"/proc/" + std::to_string(pid) + "/smaps_rollup"};
    long total = 0;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("Private_")) continue;
        total += std::stol(line.substr(line.find(':') + 1));
    }
    return total;
}

struct Waiting {
    Caller caller;
    std::string login;
};

int measure(int people) {
    Configuration configuration;
    configuration.login = "timeout = \"10m\"\n";
    Machine machine{configuration};
    const pid_t daemon = machine.daemon().process().pid();
    const auto& socket = machine.daemon().doors().socket;
    std::vector<Person> crowd;
    for (int i = 0; i < people; ++i)
        crowd.push_back(machine.org().add({push()}));
    const long idle = private_kb(daemon);
    std::cout << "idle daemon:             " << idle << " kB private\n";

    std::vector<Caller> silent;
    for (int i = 0; i < people; ++i) {
        silent.push_back(Caller::at_socket(socket));
        static_cast<void>(silent.back().active_logins());
    }
    const long connected = private_kb(daemon);
    std::cout << people << " connections:        " << static_cast<double>(connected - idle) / people
              << " kB each\n";
    silent.clear();

    const auto begin = steady_clock::now();
    std::vector<Waiting> logins;
    std::vector<Caller::Pending> pending;
    for (const auto& person : crowd) {
        logins.push_back({Caller::at_socket(socket), {}});
        pending.push_back(
            logins.back().caller.begin_login({{"user", person.name}, {"service", "sshd"}}));
    }
    int asked = 0;
    for (int i = 0; i < people; ++i) {
        const auto step = pending[static_cast<std::size_t>(i)].step();
        logins[static_cast<std::size_t>(i)].login = step.login;
        asked += step.expects == "reply";
    }
    const auto asked_after = seconds_since(begin);
    std::this_thread::sleep_for(settling);
    const long waiting = private_kb(daemon);
    std::cout << people << " waiting logins:     " << static_cast<double>(waiting - idle) / people
              << " kB each with their connections, "
              << static_cast<double>(waiting - idle) / static_cast<double>(connected - idle)
              << " times a bare connection; " << asked << " were asked within " << asked_after
              << " s\n";

    const auto approved = steady_clock::now();
    for (const auto& person : crowd)
        machine.org().approve(person);
    pending.clear();
    for (auto& [caller, login] : logins)
        pending.push_back(caller.begin_reply(login, ""));
    int granted = 0;
    for (std::size_t i = 0; i < logins.size(); ++i) {
        auto step = pending[i].step();
        while (step.expects == "wait")
            step = logins[i].caller.wait(logins[i].login);
        granted += step.verdict == "granted";
    }
    std::cout << granted << " of " << people << " granted " << seconds_since(approved)
              << " s after the first approval\n";
    logins.clear();
    std::this_thread::sleep_for(settling);
    std::cout << "afterwards:              " << private_kb(daemon) << " kB private\n";
    return granted == people ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Memory and fate of many logins that wait at once", "waiting"};
    int people = 1000;
    app.add_option("--logins", people, "How many")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    try {
        return measure(people);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
