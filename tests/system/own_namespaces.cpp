// SPDX-License-Identifier: MIT
#include "tests/system/own_namespaces.h"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "tests/support/unique_fd.h"

namespace okta_factor::system_test {

namespace {

constexpr int namespaces = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS;

void check(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

void bring_loopback_up() {
    const test::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    check(socket.get(), "socket");
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    check(::ioctl(socket.get(), SIOCSIFFLAGS, &request), "bringing loopback up");
}

void settle(const std::string& host_name) {
    check(::prctl(PR_SET_PDEATHSIG, SIGKILL), "prctl");
    check(::unshare(namespaces), "unshare");
    check(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "making mounts private");
    check(::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr), "/proc");
    check(::sethostname(host_name.c_str(), host_name.size()), "sethostname");
    bring_loopback_up();
}

using Inside = std::function<int(const Outside&)>;

int live_in_them(const std::string& host_name, const Inside& inside) try {
    // Read while /proc is still the host's.
    const Outside outside{.pid = std::filesystem::read_symlink("/proc/self")};
    settle(host_name);
    return inside(outside);
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}

/// The signals that end this process, so that they end the machine first.
sigset_t ending_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD})
        sigaddset(&set, number);
    return set;
}

}  // namespace

std::string why_no_own_namespaces() {
    if (::geteuid() != 0) return "needs root";
    const pid_t child = ::fork();
    if (child == 0) ::_exit(::unshare(namespaces | CLONE_NEWPID) == 0 ? 0 : errno);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status == 0) return {};
    return std::string("no namespaces to be had here: ") + std::strerror(WEXITSTATUS(status));
}

int run_in_own_namespaces(const std::string& host_name, const Inside& inside) {
    const sigset_t ending = ending_signals();
    sigset_t before;
    check(::sigprocmask(SIG_BLOCK, &ending, &before), "sigprocmask");
    check(::unshare(CLONE_NEWPID), "unshare");  // for the child; this process stays where it is
    const pid_t first = ::fork();
    check(first, "fork");
    if (first == 0) {
        ::sigprocmask(SIG_SETMASK, &before, nullptr);
        const int status = live_in_them(host_name, inside);
        std::cout.flush();
        std::fflush(nullptr);
        ::_exit(status);
    }
    for (;;) {
        int number = 0;
        ::sigwait(&ending, &number);
        if (number != SIGCHLD) ::kill(first, SIGKILL);
        int status = 0;
        if (::waitpid(first, &status, number == SIGCHLD ? WNOHANG : 0) != first) continue;
        ::sigprocmask(SIG_SETMASK, &before, nullptr);
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
}

}  // namespace okta_factor::system_test
