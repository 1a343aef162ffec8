// SPDX-License-Identifier: MIT
#include "tests/unit/http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace okta_factor::test {
namespace {

struct Listener {
    int fd;
    int port;
};

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

Listener listen_on_loopback(int backlog) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(fd, backlog) != 0 ||
        getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("cannot listen on loopback");
    return {fd, ntohs(address.sin_port)};
}

class PlainStream final : public Stream {
  public:
    explicit PlainStream(int fd) : fd_(fd) {}
    std::size_t read(char* buffer, std::size_t size) override {
        const ssize_t got = recv(fd_, buffer, size, 0);
        return got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    bool write(std::string_view data) override {
        while (!data.empty()) {
            const ssize_t put = send(fd_, data.data(), data.size(), MSG_NOSIGNAL);
            if (put <= 0) return false;
            data.remove_prefix(static_cast<std::size_t>(put));
        }
        return true;
    }
    [[nodiscard]] int fd() const noexcept { return fd_; }

  private:
    int fd_;
};

struct SslDeleter {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};

class TlsStream final : public Stream {
  public:
    explicit TlsStream(SSL* ssl) : ssl_(ssl) {}
    std::size_t read(char* buffer, std::size_t size) override {
        const int got = SSL_read(ssl_, buffer, static_cast<int>(size));
        return got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    bool write(std::string_view data) override {
        return SSL_write(ssl_, data.data(), static_cast<int>(data.size())) > 0;
    }

  private:
    SSL* ssl_;
};

std::string lower(std::string text) {
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

}  // namespace

void Stream::wait_for_close() {
    std::array<char, 4096> ignored{};
    while (read(ignored.data(), ignored.size()) > 0) {
    }
}

std::string ReceivedRequest::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

bool RequestReader::fill() {
    std::array<char, 4096> piece{};
    const std::size_t got = stream_.read(piece.data(), piece.size());
    buffer_.append(piece.data(), got);
    return got > 0;
}

std::optional<ReceivedRequest> RequestReader::next() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
        if (!fill()) return std::nullopt;

    ReceivedRequest request;
    const std::string head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    std::size_t begin = head.find("\r\n") + 2;
    const auto first = head.find(' ');
    const auto second = head.find(' ', first + 1);
    request.method = head.substr(0, first);
    request.target = head.substr(first + 1, second - first - 1);
    while (begin < head.size()) {
        const auto line_end = head.find("\r\n", begin);
        const auto colon = head.find(": ", begin);
        request.headers.emplace(lower(head.substr(begin, colon - begin)),
                                head.substr(colon + 2, line_end - colon - 2));
        begin = line_end + 2;
    }
    const std::string length = request.header("content-length");
    const std::size_t size = length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < size)
        if (!fill()) return std::nullopt;
    request.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return request;
}

Server::Server(Script script) : script_(std::move(script)) {
    const Listener listener = listen_on_loopback(1024);
    listener_ = listener.fd;
    port_ = listener.port;
    acceptor_ = std::thread([this] { accept_all(); });
}

Server::~Server() {
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock{mutex_};
        closing_ = true;
        for (const int fd : open_)
            shutdown(fd, SHUT_RDWR);
    }
    for (auto& thread : threads_)
        thread.join();
    close(listener_);
}

std::string Server::url(std::string_view path, std::string_view host) const {
    return "https://" + std::string{host} + ":" + std::to_string(port_) + std::string{path};
}

void Server::accept_all() {
    for (;;) {
        const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) return;
        ++accepted_;
        const int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const std::lock_guard lock{mutex_};
        open_.push_back(fd);
        threads_.emplace_back([this, fd] { serve(fd); });
    }
}

void Server::serve(int fd) {
    PlainStream stream{fd};
    script_(stream);
    {
        const std::lock_guard lock{mutex_};
        open_.erase(std::find(open_.begin(), open_.end(), fd));
        close(fd);
    }
    ++ended_;
}

Server::Script with_tls(const Identity& identity, Server::Script script, int newest_version) {
    const std::shared_ptr<SSL_CTX> context{SSL_CTX_new(TLS_server_method()), SslDeleter{}};
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), newest_version);
    SSL_CTX_set_security_level(context.get(), 0);  // else old versions are not offered at all
    SSL_CTX_use_certificate(context.get(), identity.certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), identity.key.get());
    return [context, script = std::move(script)](Stream& plain) {
        const std::unique_ptr<SSL, SslDeleter> ssl{SSL_new(context.get())};
        SSL_set_fd(ssl.get(), dynamic_cast<PlainStream&>(plain).fd());
        if (SSL_accept(ssl.get()) != 1) return;
        TlsStream stream{ssl.get()};
        script(stream);
        SSL_shutdown(ssl.get());
    };
}

Server::Script answering(std::function<std::string(const ReceivedRequest&)> answer) {
    return [answer = std::move(answer)](Stream& stream) {
        RequestReader reader{stream};
        while (const auto request = reader.next())
            if (!stream.write(answer(*request))) return;
    };
}

std::string http_response(int status, std::string_view body, std::string_view headers) {
    return "HTTP/1.1 " + std::to_string(status) + " Whatever\r\n" + std::string{headers} +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

FullBacklog::FullBacklog() {
    const Listener listener = listen_on_loopback(0);
    listener_ = listener.fd;
    port_ = listener.port;
    // A backlog of 0 holds one; the rest make sure.
    const sockaddr_in address = loopback(port_);
    for (int i = 0; i < 8; ++i) {
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        fillers_.push_back(fd);
        static_cast<void>(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address));
    }
}

FullBacklog::~FullBacklog() {
    for (const int fd : fillers_)
        close(fd);
    close(listener_);
}

std::string FullBacklog::url() const {
    return "https://127.0.0.1:" + std::to_string(port_) + "/";
}

}  // namespace okta_factor::test
