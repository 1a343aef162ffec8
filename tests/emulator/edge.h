// SPDX-License-Identifier: MIT
// A door to the network: accepts connections, speaks TLS where asked, lets httplib speak HTTP on
// them, and keeps the bytes of each answer in hand so that they can be broken on the way.
#pragma once

#include <httplib.h>

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "tests/emulator/delivery.h"
#include "tests/emulator/socket.h"

namespace okta_factor::emulator {

enum class DoorMode {
    open,
    refusing,    // the listening socket is closed, and so is every connection
    blackhole,   // nothing is accepted and the backlog is full: the kernel drops what comes
    silent_tls,  // connections are accepted and never greeted
};

class Edge {
  public:
    /// Called by many threads; says how its response is to be delivered.
    using Handler =
        std::function<Delivery(const httplib::Request&, httplib::Response&, int connection)>;

    /// Listens at once; `tls` may be null, and must outlive the edge. `before_handshake` runs in
    /// each connection's thread.
    Edge(const std::string& address, SSL_CTX* tls, Handler handler,
         std::function<void()> before_handshake = {});
    Edge(const Edge&) = delete;
    Edge& operator=(const Edge&) = delete;
    /// Ends every connection and joins every thread.
    ~Edge();

    /// host:port, the host as given.
    [[nodiscard]] std::string address() const;
    void set_mode(DoorMode mode);
    /// Ends every connection, as a server does with those that were idle for long.
    void hang_up_all();

  private:
    class Http;
    struct Connection;

    void accept_loop();
    void change_mode(DoorMode mode);
    void accept_one();
    void serve(Connection& connection);
    void reap();
    void wake() const;

    std::string host_;
    int port_ = 0;
    SSL_CTX* tls_;
    Handler handler_;
    std::function<void()> before_handshake_;
    std::unique_ptr<Http> http_;

    Fd wake_;
    Fd listener_;
    std::list<Fd> fillers_;  // our own connections that keep the backlog full
    std::atomic<DoorMode> mode_{DoorMode::open};
    std::atomic<bool> ending_{false};
    std::mutex mode_mutex_;  // set_mode returns when the last mode set is in force
    std::condition_variable mode_changed_;
    DoorMode mode_in_force_ = DoorMode::open;

    std::mutex connections_mutex_;
    std::list<std::unique_ptr<Connection>> connections_;
    int last_number_ = 0;
    std::thread acceptor_;
};

}  // namespace okta_factor::emulator
