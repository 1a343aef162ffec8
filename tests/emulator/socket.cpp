// SPDX-License-Identifier: MIT
#include "tests/emulator/socket.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace okta_factor::emulator {

Fd::~Fd() {
    if (number_ >= 0) ::close(number_);
}

std::pair<std::string, int> split_address(const std::string& address) {
    const std::size_t colon = address.rfind(':');
    if (colon == std::string::npos || colon + 1 == address.size())
        throw std::runtime_error(address + ": want HOST:PORT");
    std::string host = address.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    const std::string port = address.substr(colon + 1);
    if (port.find_first_not_of("0123456789") != std::string::npos || port.size() > 5 ||
        std::stoi(port) > 65535)
        throw std::runtime_error(address + ": the port must be 0 to 65535");
    return {host, std::stoi(port)};
}

Fd bind_to(const std::string& host, int port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (error != 0) throw std::runtime_error(host + ": " + gai_strerror(error));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);

    Fd fd(socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd.get(), found->ai_addr, found->ai_addrlen) != 0)
        throw std::runtime_error("cannot bind to " + host + ":" + std::to_string(port) + ": " +
                                 std::strerror(errno));
    return fd;
}

int port_of(const Fd& listener) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length);
    return ntohs(address.ss_family == AF_INET6
                     ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                     : reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

Channel::Channel(Fd fd) : fd_(std::move(fd)) {
    const int on = 1;
    setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void Channel::close() {
    if (ssl_ && fd_ && SSL_is_init_finished(ssl_.get())) SSL_shutdown(ssl_.get());
    const std::lock_guard lock(mutex_);
    Fd closing;
    std::swap(closing, fd_);
}

bool Channel::start_tls(SSL_CTX* context) {
    ssl_.reset(SSL_new(context));
    return ssl_ && SSL_set_fd(ssl_.get(), fd_.get()) == 1 && SSL_accept(ssl_.get()) == 1;
}

long Channel::receive(char* buffer, std::size_t size) {
    if (ssl_) return SSL_read(ssl_.get(), buffer, static_cast<int>(size));
    return recv(fd_.get(), buffer, size, 0);
}

bool Channel::wait_readable(int milliseconds) {
    if (ssl_ && SSL_pending(ssl_.get()) > 0) return true;
    pollfd wait{fd_.get(), POLLIN, 0};
    return poll(&wait, 1, milliseconds) > 0;
}

bool Channel::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const long sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                               : ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Channel::gone_within(int milliseconds) {
    pollfd wait{fd_.get(), POLLRDHUP, 0};
    return poll(&wait, 1, milliseconds) > 0;
}

void Channel::wait_until_gone() {
    std::array<char, 4096> buffer{};
    while (receive(buffer.data(), buffer.size()) > 0) {
    }
}

void Channel::reset() {
    const std::lock_guard lock(mutex_);
    const linger at_once{1, 0};
    setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    Fd closing;
    std::swap(closing, fd_);
}

void Channel::hang_up() {
    const std::lock_guard lock(mutex_);
    if (fd_) shutdown(fd_.get(), SHUT_RDWR);
}

}  // namespace okta_factor::emulator
