// SPDX-License-Identifier: MIT
#include "pam_module/door.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include "common/protocol.h"

namespace okta_factor::pam {
namespace {

constexpr Microseconds between_knocks = 20'000;

/// Sleeps on the connection, the interrupt and the terminal; `done` is waking up, EINTR among it.
Waited sleep(pollfd connection, const Patience& patience, Microseconds until) noexcept {
    pollfd ready[] = {connection,
                      {patience.interrupt.fd(), POLLIN, 0},
                      {patience.terminal ? patience.terminal->fd() : -1, 0, 0}};
    const int count = poll(ready, 3, poll_timeout(std::min(until, patience.deadline)));
    if (count <= 0) return Waited::done;
    if (ready[2].revents != 0) return Waited::hung_up;
    return ready[1].revents != 0 ? Waited::interrupted : Waited::done;
}

/// Whoever has left, or is leaving: nothing begins for them.
Waited departed(const Patience& patience) noexcept {
    return sleep({-1, 0, 0}, patience, 0);
}

class Socket {
  public:
    Socket() noexcept : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() {
        if (fd_ >= 0) close(fd_);
    }
    [[nodiscard]] int fd() const noexcept { return fd_; }
    void release() noexcept { fd_ = -1; }

  private:
    int fd_;
};

int keep_answer(sd_bus_message* message, void* answer, sd_bus_error*) noexcept {
    static_cast<Message*>(answer)->reset(sd_bus_message_ref(message));
    return 1;
}

}  // namespace

Waited Door::open_socket(const char* path, const Patience& patience) noexcept {
    socket_stood_ = false;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (std::strlen(path) >= sizeof address.sun_path) return failed(ENAMETOOLONG);
    std::strcpy(address.sun_path, path);

    const HeldTermination held;
    Socket socket;
    if (socket.fd() < 0) return failed(errno);
    // A unix socket whose queue is full says EAGAIN and cannot be polled for room.
    while (connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (errno != EINTR) socket_stood_ = errno == EAGAIN;
        if (errno != EAGAIN && errno != EINTR) return failed(errno);
        if (now() >= patience.deadline) return Waited::late;
        const auto slept = sleep({-1, 0, 0}, patience, now() + between_knocks);
        if (slept != Waited::done) return slept;
    }
    socket_stood_ = true;

    sd_bus* bus = nullptr;
    int error = sd_bus_new(&bus);
    Connection connection{bus};
    if (error >= 0) error = sd_bus_set_fd(bus, socket.fd(), socket.fd());
    if (error < 0) return failed(-error);
    socket.release();
    error = sd_bus_start(bus);
    if (error < 0) return failed(-error);
    destination_ = nullptr;
    return open(std::move(connection), patience);
}

Waited Door::open_bus(const char* address, const Patience& patience) noexcept {
    sd_bus* bus = nullptr;
    int error = 0;
    if (!address) {
        error = sd_bus_open_system(&bus);
    } else {
        error = sd_bus_new(&bus);
        if (error >= 0) error = sd_bus_set_address(bus, address);
        if (error >= 0) error = sd_bus_set_bus_client(bus, 1);
        if (error >= 0) error = sd_bus_start(bus);
    }
    Connection connection{bus};
    if (error < 0) return failed(-error);
    destination_ = protocol::bus_name;
    return open(std::move(connection), patience);
}

Waited Door::open(Connection connection, const Patience& patience) noexcept {
    connection_ = std::move(connection);
    sd_bus* const bus = connection_.get();
    const auto waited = wait_for([bus](int) { return sd_bus_is_ready(bus) > 0; }, patience);
    if (waited != Waited::done) connection_.reset();
    return waited;
}

Waited Door::call(const Message& message, const Patience& patience, Message& answer) noexcept {
    constexpr auto no_timeout_of_its_own = UINT64_MAX;
    sd_bus_slot* slot = nullptr;
    if (!message) return failed(ENOMEM);
    answer.reset();
    const HeldTermination held;  // also between the two waits: once sent, the call is known of
    // What came unasked before the call cannot be its answer.
    const auto drained = wait_for([](int processed) { return processed == 0; }, patience);
    if (drained != Waited::done) return drained;
    if (const auto left = departed(patience); left != Waited::done) return left;
    const int error =
        sd_bus_call_async(bus(), &slot, message.get(), keep_answer, &answer, no_timeout_of_its_own);
    const Slot pending{slot};
    if (error < 0) return failed(-error);
    return wait_for([&answer](int) { return answer != nullptr; }, patience);
}

void Door::post(const Message& message) noexcept {
    if (!message || sd_bus_message_set_expect_reply(message.get(), 0) < 0) return;
    (void)sd_bus_send(bus(), message.get(), nullptr);
}

Waited Door::failed(int error) noexcept {
    error_ = error;
    return Waited::lost;
}

// `condition` is asked after each step, with what sd_bus_process() returned.
// One message at a time, so that a flood of them can delay neither the deadline nor Ctrl-C.
template <class Condition>
Waited Door::wait_for(Condition condition, const Patience& patience) noexcept {
    const HeldTermination held;
    for (;;) {
        const int processed = sd_bus_process(bus(), nullptr);
        if (condition(processed)) return Waited::done;
        if (processed < 0) return failed(-processed);
        if (now() >= patience.deadline) return Waited::late;

        std::uint64_t until = 0;
        const int events = sd_bus_get_events(bus());
        if (events < 0) return failed(-events);
        if (processed == 0 && sd_bus_get_timeout(bus(), &until) < 0) return failed(EIO);
        const pollfd connection{sd_bus_get_fd(bus()), static_cast<short>(events), 0};
        const auto slept = sleep(connection, patience, until);
        if (slept != Waited::done) return slept;
    }
}

}  // namespace okta_factor::pam
