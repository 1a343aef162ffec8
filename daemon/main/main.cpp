// SPDX-License-Identifier: MIT
// okta-factord: the life of the process.
#include <sys/prctl.h>
#include <systemd/sd-daemon.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>

#include "daemon/bus/socket_door.h"
#include "daemon/bus/system_door.h"
#include "daemon/loop/event_loop.h"
#include "daemon/main/arguments.h"
#include "daemon/main/journal.h"
#include "daemon/main/okta_factord.h"

namespace {

using namespace okta_factor;

// No core holds a token or a code. LeakSanitizer needs to trace us, so its builds do without.
void refuse_core_dumps() {
#if !defined(__SANITIZE_ADDRESS__)
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

void block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&signals, signal);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
}

// The socket that systemd holds for us, or one of our own; neither is no mistake, the bus is a door
// too.
std::optional<int> listening_socket(const daemon::Arguments& arguments) {
    if (sd_listen_fds(1) > 0) return SD_LISTEN_FDS_START;
    if (!arguments.socket.empty()) return bus::listen_at(arguments.socket);
    return std::nullopt;
}

int serve(const daemon::Arguments& arguments) {
    daemon::Journal journal{arguments.log_to_stderr};
    loop::EventLoop loop{&journal};
    daemon::OktaFactord okta_factord{loop, journal, arguments.config};
    okta_factord.begin();

    const auto ready = [] { sd_notify(0, "READY=1"); };
    std::optional<bus::SocketDoor> socket_door;
    if (const auto fd = listening_socket(arguments)) {
        socket_door.emplace(loop, okta_factord, *fd);
        ready();
    }
    bus::SystemDoor system_door{loop, okta_factord, journal, ready};

    const auto stop = [&] {
        const std::chrono::microseconds longest = okta_factord.longest_drain();
        sd_notifyf(0, "STOPPING=1\nEXTEND_TIMEOUT_USEC=%jd", std::intmax_t{longest.count()});
        if (socket_door) socket_door->stop_accepting();
        system_door.stop_accepting();
        okta_factord.drain([&] { loop.stop(0); });
    };
    const auto on_term = loop.on_signal(SIGTERM, stop);
    const auto on_int = loop.on_signal(SIGINT, stop);
    const auto on_hup = loop.on_signal(SIGHUP, [&] { okta_factord.reload(); });
    sd_event_set_watchdog(loop.handle(), 1);
    return loop.run();
}

}  // namespace

int main(int argc, char** argv) {
    int exit_code = 0;
    const auto arguments = daemon::read_arguments(argc, argv, exit_code);
    if (!arguments) return exit_code;
    refuse_core_dumps();
    block_signals();
    try {
        return serve(*arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "okta-factord: %s\n", error.what());
        return 1;
    }
}
