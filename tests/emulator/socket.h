// SPDX-License-Identifier: MIT
// Listening sockets, and one accepted connection with or without TLS.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "tests/emulator/delivery.h"

namespace okta_factor::emulator {

class Fd {
  public:
    Fd() = default;
    explicit Fd(int number) : number_(number) {}
    Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Fd();

    [[nodiscard]] int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

  private:
    int number_ = -1;
};

/// "127.0.0.1:8443", "[::1]:0" or "localhost:0"; throws std::runtime_error.
std::pair<std::string, int> split_address(const std::string& address);
/// Bound and not yet listening; throws std::runtime_error.
Fd bind_to(const std::string& host, int port);
int port_of(const Fd& listener);

/// A connection whose owner is one thread; hang_up() may be called by any.
class Channel : public Wire {
  public:
    explicit Channel(Fd fd);

    /// False if the caller does not get through the handshake.
    bool start_tls(SSL_CTX* context);
    /// Bytes received, 0 at the end, negative on an error.
    long receive(char* buffer, std::size_t size);
    /// True as soon as there is something to read (or the end), false if it ends here.
    bool wait_readable(int milliseconds);
    void hang_up();
    /// An orderly end, TLS's included.
    void close();

    bool send(std::string_view bytes) override;
    bool gone_within(int milliseconds) override;
    void wait_until_gone() override;
    void reset() override;

  private:
    struct FreeSsl {
        void operator()(SSL* ssl) const { SSL_free(ssl); }
    };

    std::mutex mutex_;  // guards the closing of fd_ against hang_up()
    Fd fd_;
    std::unique_ptr<SSL, FreeSsl> ssl_;
};

}  // namespace okta_factor::emulator
