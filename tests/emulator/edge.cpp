// SPDX-License-Identifier: MIT
#include "tests/emulator/edge.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "tests/emulator/http_stream.h"

namespace okta_factor::emulator {

struct Edge::Connection {
    Connection(Fd fd, int its_number) : channel(std::move(fd)), number(its_number) {}

    Channel channel;
    int number;
    Delivery delivery = Delivery::plain;
    std::atomic<bool> done{false};
    std::thread thread;
};

/// httplib's request parser and response writer, without its sockets.
class Edge::Http : public httplib::Server {
  public:
    explicit Http(Edge& edge) {
        const Handler handler = [&edge](const httplib::Request& request,
                                        httplib::Response& response) {
            const Delivery how = edge.handler_(request, response, request.remote_port);
            if (how == Delivery::plain) return;
            const std::lock_guard lock(edge.connections_mutex_);
            for (const auto& connection : edge.connections_)
                if (connection->number == request.remote_port) connection->delivery = how;
        };
        const std::string everything = "[^]*";  // unlike .* also a path with a line feed in it
        Get(everything, handler);
        Post(everything, handler);
        Put(everything, handler);
        Patch(everything, handler);
        Delete(everything, handler);
        Options(everything, handler);
        set_keep_alive_max_count(1'000'000);
        set_keep_alive_timeout(600);
        set_payload_max_length(1024 * 1024);
    }

    /// One request and its answer, into the stream. False: the caller is gone or spoke no HTTP.
    bool exchange(HttpStream& stream, int number, bool& last) {
        return process(*this, stream, number, last);
    }

  private:
    /// Newer httplib wants to be told the addresses, older asks the stream.
    template <class Self>
    static bool process(Self& self, HttpStream& stream, int number, bool& last) {
        if constexpr (requires { self.process_request(stream, false, last, nullptr); })
            return self.process_request(stream, false, last, nullptr);
        else
            return self.process_request(stream, "127.0.0.1", number, "127.0.0.1", number, false,
                                        last, nullptr);
    }
};

Edge::Edge(const std::string& address, SSL_CTX* tls, Handler handler,
           std::function<void()> before_handshake)
    : tls_(tls),
      handler_(std::move(handler)),
      before_handshake_(std::move(before_handshake)),
      http_(std::make_unique<Http>(*this)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    const auto [host, port] = split_address(address);
    listener_ = bind_to(host, port);
    if (listen(listener_.get(), SOMAXCONN) != 0)
        throw std::runtime_error("cannot listen on " + address);
    host_ = host;
    port_ = port_of(listener_);
    acceptor_ = std::thread([this] { accept_loop(); });
}

Edge::~Edge() {
    ending_ = true;
    wake();
    acceptor_.join();
    hang_up_all();
    for (auto& connection : connections_)
        connection->thread.join();
}

std::string Edge::address() const {
    return (host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]") + ":" +
           std::to_string(port_);
}

void Edge::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
}

void Edge::set_mode(DoorMode mode) {
    mode_ = mode;
    wake();
    std::unique_lock lock(mode_mutex_);
    mode_changed_.wait(lock, [&] { return mode_in_force_ == mode_ || ending_; });
}

void Edge::accept_loop() {
    while (!ending_) {
        const bool accepting =
            mode_in_force_ == DoorMode::open || mode_in_force_ == DoorMode::silent_tls;
        std::array<pollfd, 2> waits{pollfd{wake_.get(), POLLIN, 0},
                                    pollfd{accepting ? listener_.get() : -1, POLLIN, 0}};
        poll(waits.data(), waits.size(), -1);
        std::uint64_t count = 0;
        [[maybe_unused]] const ssize_t drained = read(wake_.get(), &count, sizeof count);
        if (const DoorMode wanted = mode_; wanted != mode_in_force_) {
            change_mode(wanted);
            const std::lock_guard lock(mode_mutex_);
            mode_in_force_ = wanted;
            mode_changed_.notify_all();
            continue;
        }
        if (waits[1].revents != 0) accept_one();
        reap();
    }
    const std::lock_guard lock(mode_mutex_);
    mode_changed_.notify_all();
}

void Edge::change_mode(DoorMode mode) {
    fillers_.clear();
    listener_ = Fd();  // bound anew at once, so that nobody else gets the port meanwhile
    listener_ = bind_to(host_, port_);
    if (mode != DoorMode::refusing)
        listen(listener_.get(), mode == DoorMode::blackhole ? 0 : SOMAXCONN);
    hang_up_all();
    if (mode != DoorMode::blackhole) return;
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length);
    for (int i = 0; i < 4; ++i) {
        Fd filler(socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        connect(filler.get(), reinterpret_cast<sockaddr*>(&address), length);
        fillers_.push_back(std::move(filler));
    }
}

void Edge::accept_one() {
    Fd fd(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) return;
    const std::lock_guard lock(connections_mutex_);
    auto& connection =
        connections_.emplace_back(std::make_unique<Connection>(std::move(fd), ++last_number_));
    connection->thread = std::thread([this, &it = *connection] {
        serve(it);
        it.done = true;
        wake();
    });
}

void Edge::serve(Connection& connection) {
    Channel& channel = connection.channel;
    if (mode_ == DoorMode::silent_tls) return channel.wait_until_gone();
    if (before_handshake_) before_handshake_();
    if (tls_ && !channel.start_tls(tls_)) return channel.close();
    HttpStream stream(channel, connection.number);
    bool usable = true;
    while (usable && !ending_ && stream.wait_for_request()) {
        bool last = false;
        const bool answered = http_->exchange(stream, connection.number, last);
        const Delivery how = std::exchange(connection.delivery, Delivery::plain);
        const std::string answer = stream.take_answer();
        usable = !answer.empty() && deliver(channel, answer, how) && answered && !last;
    }
    channel.close();
}

void Edge::reap() {
    const std::lock_guard lock(connections_mutex_);
    std::erase_if(connections_, [](const auto& connection) {
        if (!connection->done) return false;
        connection->thread.join();
        return true;
    });
}

void Edge::hang_up_all() {
    const std::lock_guard lock(connections_mutex_);
    for (const auto& connection : connections_)
        connection->channel.hang_up();
}

}  // namespace okta_factor::emulator
