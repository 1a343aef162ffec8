// SPDX-License-Identifier: MIT
// A CurlTransport on a real loop, and a loop that runs until something is true.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/http/curl_transport.h"
#include "daemon/loop/awaitables.h"
#include "tests/unit/http/certificates.h"
#include "tests/unit/http/server.h"

namespace okta_factor::test {

/// A request on its way beside the test, and its response.
class Pending {
  public:
    Pending(loop::EventLoop& loop, http::Transport& transport, http::Request request)
        : root_(loop, store(transport.send(std::move(request))), {}) {}
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;
    ~Pending() = default;
    [[nodiscard]] bool done() const { return response_.has_value(); }
    [[nodiscard]] http::Response& response() { return *response_; }

  private:
    loop::Task<void> store(loop::Task<http::Response> task) { response_.emplace(co_await task); }
    std::optional<http::Response> response_;
    loop::Root root_;
};

class TransportTest : public testing::Test {
  protected:
    static constexpr const char* loopback_names = "IP:127.0.0.1,DNS:localhost";

    http::Options options() const {
        http::Options made;
        made.ca_file = authority_.file();
        return made;
    }
    http::CurlTransport& transport() {
        if (!transport_) transport_ = std::make_unique<http::CurlTransport>(loop_, options());
        return *transport_;
    }
    void use(http::Options chosen) {
        transport_ = std::make_unique<http::CurlTransport>(loop_, std::move(chosen));
    }

    static http::Request get(std::string url) {
        http::Request request;
        request.url = std::move(url);
        return request;
    }
    static http::Request post(std::string url, std::optional<std::string> body) {
        http::Request request;
        request.method = http::Method::post;
        request.url = std::move(url);
        if (body) request.body.emplace(*body);
        return request;
    }

    std::unique_ptr<Pending> start(http::Request request) {
        return std::make_unique<Pending>(loop_, transport(), std::move(request));
    }
    http::Response fetch(http::Request request) {
        const auto pending = start(std::move(request));
        if (!run_until([&] { return pending->done(); })) return {};
        return std::move(pending->response());
    }
    /// False, and a failure, if it is not true within a generous time.
    bool run_until(const std::function<bool()>& condition) {
        const auto limit = loop_.now() + std::chrono::seconds{60};
        while (!condition() && loop_.now() < limit)
            sd_event_run(loop_.handle(), 10'000);
        EXPECT_TRUE(condition()) << "it hangs";
        return condition();
    }

    Authority authority_;
    Identity identity_ = authority_.issue(loopback_names);
    loop::EventLoop loop_;
    std::unique_ptr<http::CurlTransport> transport_;
};

}  // namespace okta_factor::test
