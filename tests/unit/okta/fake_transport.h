// SPDX-License-Identifier: MIT
// An Okta org on a strip of paper: each request gets the next scripted answer and is kept.
#pragma once

#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "daemon/http/transport.h"
#include "daemon/loop/awaitables.h"

namespace okta_factor::test {

struct Reply {
    int status = 200;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    http::Problem problem = http::Problem::none;
    loop::milliseconds after{0};
};

class FakeTransport final : public http::Transport {
  public:
    explicit FakeTransport(loop::Executor& executor) : executor_(executor) {}

    struct Sent {
        http::Method method;
        std::string url;
        std::vector<std::string> headers;
        std::optional<std::string> body;
        loop::milliseconds timeout;

        [[nodiscard]] std::string header(const std::string& name) const {
            for (const auto& line : headers)
                if (line.starts_with(name + ": ")) return line.substr(name.size() + 2);
            return {};
        }
    };

    void script(Reply reply) { replies_.push_back(std::move(reply)); }
    void script(int status, std::string body) { script(Reply{status, std::move(body), {}}); }
    void script(http::Problem problem) { script(Reply{0, {}, {}, problem}); }

    /// Probes have a strip of their own: nobody connects where it is empty.
    void script_probe(int status) { probe_replies_.push_back(status); }

    [[nodiscard]] std::size_t left() const { return replies_.size(); }
    [[nodiscard]] int under_way() const { return under_way_; }

    loop::Task<http::Response> send(http::Request request) override {
        Sent sent{request.method, request.url, request.headers, {}, request.timeout};
        if (request.body) sent.body = request.body->reveal();
        if (sent.url.ends_with("/.well-known/okta-organization")) {
            probes.push_back(std::move(sent));
            http::Response response;
            response.problem =
                probe_replies_.empty() ? http::Problem::connect : http::Problem::none;
            if (probe_replies_.empty()) response.detail = "nobody is there";
            if (!probe_replies_.empty()) response.status = probe_replies_.front();
            if (!probe_replies_.empty()) probe_replies_.pop_front();
            co_return response;
        }
        requests.push_back(std::move(sent));
        if (replies_.empty()) throw std::logic_error("a request too many: " + request.url);
        auto reply = std::move(replies_.front());
        replies_.pop_front();

        const UnderWay counted{under_way_};
        loop::Sleep sleep{executor_, executor_.now() + std::min(reply.after, request.timeout)};
        co_await sleep;
        http::Response response;
        if (reply.after > request.timeout) {
            response.problem = http::Problem::timeout;
            co_return response;
        }
        response.problem = reply.problem;
        response.status = reply.status;
        response.headers = std::move(reply.headers);
        response.body = std::move(reply.body);
        co_return response;
    }

    std::vector<Sent> requests;
    std::vector<Sent> probes;

  private:
    struct UnderWay {
        explicit UnderWay(int& c) : count(c) { ++count; }
        UnderWay(const UnderWay&) = delete;
        UnderWay& operator=(const UnderWay&) = delete;
        ~UnderWay() { --count; }
        int& count;
    };

    loop::Executor& executor_;
    std::deque<Reply> replies_;
    std::deque<int> probe_replies_;
    int under_way_ = 0;
};

}  // namespace okta_factor::test
