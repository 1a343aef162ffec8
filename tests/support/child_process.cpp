// SPDX-License-Identifier: MIT
#include "tests/support/child_process.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace okta_factor::test {

namespace {

/// Moves the sockets to 3, 4, … whatever numbers they have now.
void place_listen_fds(std::vector<int> fds) {
    constexpr int first = 3;
    const int above = first + static_cast<int>(fds.size());
    for (int& fd : fds)
        fd = ::fcntl(fd, F_DUPFD, above);
    for (std::size_t i = 0; i < fds.size(); ++i) {
        ::dup2(fds[i], first + static_cast<int>(i));
        ::close(fds[i]);
    }
    ::setenv("LISTEN_FDS", std::to_string(fds.size()).c_str(), 1);
    ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
}

void redirect(const char* path, int flags, int from) {
    if (const int fd = ::open(path, flags, 0644); fd >= 0 && fd != from) {
        ::dup2(fd, from);
        ::close(fd);
    }
}

}  // namespace

void become(const Command& command) {
    if (!command.output.empty()) {
        redirect(command.output.c_str(), O_WRONLY | O_CREAT | O_APPEND, STDOUT_FILENO);
        ::dup2(STDOUT_FILENO, STDERR_FILENO);
    }
    if (!command.directory.empty() && ::chdir(command.directory.c_str()) != 0) return;
    if (command.as && (::setgroups(0, nullptr) != 0 || ::setgid(command.as->gid) != 0 ||
                       ::setuid(command.as->uid) != 0))
        return;
    if (command.environment) {
        ::clearenv();
        for (const auto& [name, value] : *command.environment)
            ::setenv(name.c_str(), value.c_str(), 1);
    }
    if (!command.listen_fds.empty()) place_listen_fds(command.listen_fds);

    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);

    std::vector<char*> arguments;
    for (const auto& argument : command.arguments)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments.front(), arguments.data());
}

std::optional<int> wait_for_exit(pid_t pid, std::chrono::milliseconds timeout) {
    const UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    pollfd ended{handle.get(), POLLIN, 0};
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        const int ready =
            ::poll(&ended, 1, static_cast<int>(std::max(left.count(), std::int64_t{0})));
        if (ready == 0) return std::nullopt;
        if (ready > 0 || errno != EINTR) break;
    }
    int status = 0;
    if (::waitpid(pid, &status, 0) != pid)
        throw std::system_error(errno, std::generic_category(), "waitpid");
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

ChildProcess::ChildProcess(Command command) {
    if (command.arguments.empty()) throw std::invalid_argument("no program to start");
    pid_ = ::fork();
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid_ > 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    become(command);
    ::_exit(127);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), status_(other.status_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(status_, other.status_);
    return *this;
}

ChildProcess::~ChildProcess() {
    if (pid_ <= 0 || status_) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

bool ChildProcess::running() {
    return !wait(std::chrono::milliseconds(0));
}

void ChildProcess::signal(int number) const {
    if (pid_ > 0 && !status_) ::kill(pid_, number);
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds timeout) {
    if (!status_) status_ = wait_for_exit(pid_, timeout);
    return status_;
}

int ChildProcess::stop(std::chrono::milliseconds grace) {
    signal(SIGTERM);
    if (!wait(grace)) signal(SIGKILL);
    return wait(std::chrono::minutes(1)).value_or(-1);
}

}  // namespace okta_factor::test
