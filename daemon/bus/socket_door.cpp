// SPDX-License-Identifier: MIT
#include "daemon/bus/socket_door.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "common/descriptor.h"
#include "daemon/bus/guarded.h"

namespace okta_factor::bus {
namespace {

constexpr loop::milliseconds pause_when_out_of_files{200};

// Any local user can start programs that connect here, and stop them. Descriptors are kept back so
// that the daemon can still ask Okta, look up names and write files.
constexpr rlim_t kept_back = 128;

std::size_t most_peers() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kept_back;
    return static_cast<std::size_t>(limit.rlim_cur - std::min(kept_back, limit.rlim_cur / 2));
}

bool is_root(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == 0;
}

int check_errno(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

}  // namespace

struct SocketDoor::Peer {
    SocketDoor* door = nullptr;
    Bus connection;
    Slot disconnected;
    std::optional<Objects> objects;
};

SocketDoor::SocketDoor(loop::EventLoop& loop, Host& host, int listening_fd)
    : loop_(loop),
      host_(host),
      listening_fd_(listening_fd),
      accepting_(loop.watch(listening_fd, EPOLLIN, [this](unsigned) { accept_all(); })) {
    // systemd passes a blocking one unless its unit says NonBlocking=yes.
    check_errno(fcntl(listening_fd, F_SETFL, O_NONBLOCK), "the listening socket");
}

SocketDoor::~SocketDoor() {
    accepting_.reset();
    close(listening_fd_);
}

void SocketDoor::accept_all() {
    const auto max_peers = most_peers();
    for (;;) {
        if (peers_.size() + gone_.size() >= max_peers) {
            if (!make_room()) pause();  // else the rest comes in on the loop's next turn
            return;
        }
        const int fd = accept4(listening_fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            admit(fd);
            continue;
        }
        if (errno == EINTR || errno == ECONNABORTED) continue;
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
            pause();
        }
        return;
    }
}

// The queue keeps them; without a pause the loop would spin on a socket that stays readable.
void SocketDoor::pause() {
    sd_event_source_set_enabled(accepting_.get(), SD_EVENT_OFF);
    accept_again_ = loop_.call_at(loop_.now() + pause_when_out_of_files, [this] {
        if (accepting_) sd_event_source_set_enabled(accepting_.get(), SD_EVENT_ON);
    });
}

// Whoever has held a connection for nothing the longest goes first, then those who left their
// verdict unread: a prompt may still be open there, whose answer would come too late anyway.
bool SocketDoor::make_room() {
    for (const auto use : {Objects::Use::none, Objects::Use::over}) {
        const auto idle = std::ranges::find_if(
            peers_, [use](const auto& peer) { return peer->objects->use() == use; });
        if (idle == peers_.end()) continue;
        leave(**idle);
        return true;
    }
    return !gone_.empty();
}

void SocketDoor::admit(int accepted) {
    Descriptor fd{accepted};
    if (!is_root(fd.get())) return;

    auto peer = std::make_unique<Peer>();
    peer->door = this;
    sd_bus* bus = nullptr;
    check(sd_bus_new(&bus), "sd_bus_new");
    peer->connection.reset(bus);
    sd_id128_t id{};
    check(sd_id128_randomize(&id), "sd_id128_randomize");
    check(sd_bus_set_server(bus, 1, id), "sd_bus_set_server");
    check(sd_bus_set_fd(bus, fd.get(), fd.get()), "sd_bus_set_fd");
    static_cast<void>(fd.release());  // the connection's now
    check(sd_bus_start(bus), "sd_bus_start");
    check(sd_bus_attach_event(bus, loop_.handle(), SD_EVENT_PRIORITY_NORMAL),
          "sd_bus_attach_event");
    sd_bus_slot* slot = nullptr;
    check(sd_bus_match_signal(
              bus, &slot, "org.freedesktop.DBus.Local", "/org/freedesktop/DBus/Local",
              "org.freedesktop.DBus.Local", "Disconnected",
              [](sd_bus_message*, void* self, sd_bus_error*) {
                  auto& leaving = *static_cast<Peer*>(self);
                  return guarded(leaving.door->loop_, "the end of a connection", [&] {
                      leaving.door->leave(leaving);
                      return 0;
                  });
              },
              peer.get()),
          "watching a peer");
    peer->disconnected.reset(slot);
    const auto root_only = [](sd_bus_message*, const std::function<void(bool)>& then) {
        then(true);
    };
    peer->objects.emplace(bus, loop_, host_, root_only, false);
    peers_.push_back(std::move(peer));
}

void SocketDoor::leave(Peer& peer) {
    const auto found =
        std::ranges::find_if(peers_, [&](const auto& other) { return other.get() == &peer; });
    if (found == peers_.end()) return;
    gone_.splice(gone_.end(), peers_, found);
    if (!clearing_)
        clearing_ = loop_.call_soon([this] {
            clearing_.reset();
            gone_.clear();
        });
}

int listen_at(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        throw std::system_error(ENAMETOOLONG, std::generic_category(), path);
    std::memcpy(address.sun_path, path.c_str(), path.size());
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);

    {  // Somebody who answers keeps the socket.
        const Descriptor probe{
            check_errno(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket")};
        if (connect(probe.get(), generic, sizeof address) == 0 || errno == EAGAIN)
            throw std::system_error(EADDRINUSE, std::generic_category(), path);
        if (errno == ECONNREFUSED) unlink(path.c_str());
    }
    Descriptor fd{
        check_errno(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket")};
    const mode_t before = umask(0177);
    const int bound = bind(fd.get(), generic, sizeof address);
    const int error = errno;
    umask(before);
    if (bound < 0) throw std::system_error(error, std::generic_category(), path);
    check_errno(listen(fd.get(), SOMAXCONN), "listen");
    return fd.release();
}

}  // namespace okta_factor::bus
