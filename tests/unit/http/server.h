// SPDX-License-Identifier: MIT
// Loopback servers a test scripts line by line: one thread per connection, plain blocking calls.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/unit/http/certificates.h"

namespace okta_factor::test {

/// A connection as the script sees it. Writing to a peer that has gone is not an error here.
class Stream {
  public:
    Stream() = default;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    virtual ~Stream() = default;

    virtual std::size_t read(char* buffer, std::size_t size) = 0;  // 0: the peer has gone
    virtual bool write(std::string_view data) = 0;                 // false: the peer has gone
    void wait_for_close();
};

struct ReceivedRequest {
    std::string method;
    std::string target;
    std::multimap<std::string, std::string> headers;  // names in lower case
    std::string body;
    [[nodiscard]] std::string header(const std::string& name) const;  // the first, or ""
};

/// Reads HTTP/1.1 requests with a Content-Length off a stream.
class RequestReader {
  public:
    explicit RequestReader(Stream& stream) : stream_(stream) {}
    std::optional<ReceivedRequest> next();  // nothing: the peer has gone

  private:
    bool fill();
    Stream& stream_;
    std::string buffer_;
};

class Server {
  public:
    using Script = std::function<void(Stream&)>;

    /// Listens on a free port of 127.0.0.1 and runs the script for each connection.
    explicit Server(Script script);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();  // ends every connection, waits for the scripts

    [[nodiscard]] int port() const noexcept { return port_; }
    [[nodiscard]] std::string url(std::string_view path = "/",
                                  std::string_view host = "127.0.0.1") const;
    [[nodiscard]] int accepted() const noexcept { return accepted_; }
    /// Connections whose script came to its end.
    [[nodiscard]] int ended() const noexcept { return ended_; }

  private:
    void accept_all();
    void serve(int fd);

    Script script_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> accepted_ = 0;
    std::atomic<int> ended_ = 0;
    std::mutex mutex_;
    bool closing_ = false;
    std::vector<int> open_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

/// The same script behind a TLS handshake, of at most that version.
Server::Script with_tls(const Identity& identity, Server::Script script,
                        int newest_version = TLS1_3_VERSION);
/// Answers every request on the connection by `answer`, as whole bytes.
Server::Script answering(std::function<std::string(const ReceivedRequest&)> answer);

std::string http_response(int status, std::string_view body, std::string_view headers = "");

/// A listening port that accepts nothing and lets no handshake through: like a dropped SYN.
class FullBacklog {
  public:
    FullBacklog();
    FullBacklog(const FullBacklog&) = delete;
    FullBacklog& operator=(const FullBacklog&) = delete;
    ~FullBacklog();
    [[nodiscard]] std::string url() const;

  private:
    int listener_ = -1;
    int port_ = 0;
    std::vector<int> fillers_;
};

}  // namespace okta_factor::test
