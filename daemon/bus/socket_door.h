// SPDX-License-Identifier: MIT
// The direct door: D-Bus peer to peer on a socket of our own. It works when the bus is down, hung
// or full; dbus-daemon admits 256 connections per uid, and every PAM host is root.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "daemon/bus/handles.h"
#include "daemon/bus/host.h"
#include "daemon/bus/objects.h"
#include "daemon/loop/event_loop.h"

namespace okta_factor::bus {

class SocketDoor {
  public:
    /// Takes over a listening socket, such as systemd passes.
    SocketDoor(loop::EventLoop& loop, Host& host, int listening_fd);
    SocketDoor(const SocketDoor&) = delete;
    SocketDoor& operator=(const SocketDoor&) = delete;
    ~SocketDoor();

    /// Newcomers wait in the socket's queue, for the next daemon.
    void stop_accepting() { accepting_.reset(); }

  private:
    struct Peer;

    void accept_all();
    void pause();
    bool make_room();
    void admit(int fd);
    void leave(Peer& peer);

    loop::EventLoop& loop_;
    Host& host_;
    int listening_fd_;
    loop::EventSource accepting_;
    loop::ScheduledCall accept_again_;
    std::list<std::unique_ptr<Peer>> peers_;
    std::list<std::unique_ptr<Peer>>
        gone_;  // until the loop's next turn: one may be in its own callback
    loop::ScheduledCall clearing_;
};

/// A listening socket at `path`, mode 0600; one that nobody listens on any more is replaced. Throws
/// std::system_error.
int listen_at(const std::string& path);

}  // namespace okta_factor::bus
