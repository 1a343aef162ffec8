// SPDX-License-Identifier: MIT
// okta-emulator: an Okta org of one's own, to try and to test against.
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/emulator/emulator.h"
#include "tests/emulator/org_file.h"

namespace emulator = okta_factor::emulator;

namespace {

sigset_t ending_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

/// A descriptor for each of thousands of callers at once.
void raise_descriptor_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// Whole or not at all, for whoever waits for the file to appear.
void write_atomically(const std::string& path, const std::string& text) {
    const std::string draft = path + ".new";
    std::ofstream stream(draft, std::ios::trunc);
    stream << text;
    stream.close();
    if (!stream) throw std::runtime_error(draft + ": cannot be written");
    std::filesystem::rename(draft, path);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("An emulated Okta org: users, factors, verification, OAuth, and faults on order.");
    std::string org_file;
    std::string ready_file;
    emulator::Settings settings;
    settings.tls_dir = "okta-emulator-tls";
    app.add_option("--org", org_file, "The org: people, factors, credentials, limits (JSON)")
        ->required()
        ->check(CLI::ExistingFile);
    app.add_option("--listen", settings.listen, "The API's HTTPS address")->capture_default_str();
    app.add_option("--control", settings.control, "The control door's HTTP address")
        ->capture_default_str();
    app.add_option("--tls-dir", settings.tls_dir, "Where the CA and the certificate are kept")
        ->capture_default_str();
    app.add_option("--host", settings.hosts, "A further name in the certificate");
    app.add_option("--ready-file", ready_file, "Written when both doors are open");
    CLI11_PARSE(app, argc, argv);

    // Blocked before there are threads, so that none of them dies of a signal.
    const sigset_t signals = ending_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    raise_descriptor_limit();
    try {
        emulator::Emulator org(emulator::load_json(org_file), settings);
        const std::string ready = emulator::Json{{"org_url", org.org_url()},
                                                 {"control_url", org.control_url()},
                                                 {"ca_file", org.ca_file()},
                                                 {"pid", getpid()}}
                                      .dump() +
                                  "\n";
        std::cout << ready << std::flush;
        if (!ready_file.empty()) write_atomically(ready_file, ready);
        int received = 0;
        sigwait(&signals, &received);
    } catch (const std::exception& error) {
        std::cerr << "okta-emulator: " << error.what() << "\n";
        return 1;
    }
    return 0;
}
