// SPDX-License-Identifier: MIT
#include "tests/system/sockets.h"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <functional>
#include <string_view>
#include <system_error>

namespace okta_factor::system_test {

namespace {

constexpr int patience_ms = 30000;

test::UniqueFd bound_socket(const std::string& path, int type) {
    ::unlink(path.c_str());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    test::UniqueFd socket(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
    if (socket.get() < 0 ||
        ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error(errno, std::generic_category(), path);
    return socket;
}

/// Asks `happened` each time fd has something, until it says so; false if the process ends first.
bool wait_for(int fd, const test::ChildProcess& process, const std::function<bool()>& happened) {
    const test::UniqueFd life(static_cast<int>(::syscall(SYS_pidfd_open, process.pid(), 0)));
    for (;;) {
        if (happened()) return true;
        std::array<pollfd, 2> either{{{fd, POLLIN, 0}, {life.get(), POLLIN, 0}}};
        const int ready = ::poll(either.data(), either.size(), patience_ms);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0 || !(either[0].revents & POLLIN)) return false;
    }
}

}  // namespace

test::UniqueFd listen_on(const std::string& path, unsigned mode) {
    auto socket = bound_socket(path, SOCK_STREAM | SOCK_NONBLOCK);
    if (::chmod(path.c_str(), mode) != 0 || ::listen(socket.get(), SOMAXCONN) != 0)
        throw std::system_error(errno, std::generic_category(), path);
    return socket;
}

NotifySocket::NotifySocket(const std::string& path)
    : path_(path), socket_(bound_socket(path, SOCK_DGRAM)) {
    ::chmod(path.c_str(), 0666);
}

std::string NotifySocket::wait_for(const test::ChildProcess& process, std::string_view text) const {
    std::string message;
    const auto arrived = [&] {
        std::array<char, 4096> bytes{};
        const ssize_t count = ::recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        message.assign(bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
        return message.find(text) != std::string::npos;
    };
    return system_test::wait_for(socket_.get(), process, arrived) ? message : std::string{};
}

bool wait_for_file(const std::string& path, const test::ChildProcess& process) {
    const test::UniqueFd watch(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    const auto folder = std::filesystem::path(path).parent_path();
    if (::inotify_add_watch(watch.get(), folder.c_str(), IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE) <
        0)
        throw std::system_error(errno, std::generic_category(), folder);
    return wait_for(watch.get(), process, [&] {
        std::array<char, 4096> events{};
        while (::read(watch.get(), events.data(), events.size()) > 0) {
        }
        return std::filesystem::exists(path);
    });
}

}  // namespace okta_factor::system_test
