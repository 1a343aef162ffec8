// SPDX-License-Identifier: MIT
#include "ctl/doctor/program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace okta_factor::doctor {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_output = 1 << 20;  // bytes of each stream

class Pipe {
  public:
    Pipe() {
        if (pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        close_end(0);
        close_end(1);
    }
    [[nodiscard]] int reader() const { return ends_[0]; }
    [[nodiscard]] int writer() const { return ends_[1]; }
    void close_end(std::size_t end) {
        if (ends_.at(end) >= 0) close(ends_.at(end));
        ends_.at(end) = -1;
    }

  private:
    std::array<int, 2> ends_{-1, -1};
};

struct Actions {
    posix_spawn_file_actions_t value{};
    Actions() { posix_spawn_file_actions_init(&value); }
    Actions(const Actions&) = delete;
    Actions& operator=(const Actions&) = delete;
    ~Actions() { posix_spawn_file_actions_destroy(&value); }
};

// False at the end of the stream.
bool read_some(int fd, std::string& into) {
    std::array<char, 8192> buffer{};
    const auto got = read(fd, buffer.data(), buffer.size());
    if (got < 0) return errno == EINTR || errno == EAGAIN;
    if (into.size() < most_output) into.append(buffer.data(), static_cast<std::size_t>(got));
    return got > 0;
}

// False if it took too long.
bool read_both(Pipe& out, Pipe& err, ProgramAnswer& answer, Clock::time_point deadline) {
    while (out.reader() >= 0 || err.reader() >= 0) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) return false;
        std::array<pollfd, 2> wanted{{{out.reader(), POLLIN, 0}, {err.reader(), POLLIN, 0}}};
        if (poll(wanted.data(), wanted.size(), static_cast<int>(left)) < 0 && errno != EINTR)
            return false;
        if (wanted[0].revents != 0 && !read_some(out.reader(), answer.out)) out.close_end(0);
        if (wanted[1].revents != 0 && !read_some(err.reader(), answer.err)) err.close_end(0);
    }
    return true;
}

}  // namespace

ProgramAnswer ask_program(const std::vector<std::string>& arguments,
                          std::chrono::milliseconds patience) {
    ProgramAnswer answer;
    Pipe out;
    Pipe err;
    Actions actions;
    posix_spawn_file_actions_addopen(&actions.value, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions.value, out.writer(), 1);
    posix_spawn_file_actions_adddup2(&actions.value, err.writer(), 2);

    std::vector<std::string> texts{arguments};
    std::vector<char*> argv;
    for (auto& text : texts)
        argv.push_back(text.data());
    argv.push_back(nullptr);
    std::array<std::string, 2> variables{"LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
    std::array<char*, 3> environment{variables[0].data(), variables[1].data(), nullptr};

    pid_t pid = -1;
    const int error =
        posix_spawnp(&pid, argv[0], &actions.value, nullptr, argv.data(), environment.data());
    if (error != 0) {
        answer.err = std::strerror(error);
        return answer;
    }
    out.close_end(1);
    err.close_end(1);
    const bool in_time = read_both(out, err, answer, Clock::now() + patience);
    if (!in_time) {
        kill(pid, SIGKILL);
        answer.err = "no answer in time";
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (in_time && WIFEXITED(status)) answer.exit_status = WEXITSTATUS(status);
    return answer;
}

}  // namespace okta_factor::doctor
