// SPDX-License-Identifier: MIT
// What a network and a server can do wrong: each ends in time, with its own name.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <string>
#include <thread>

#include "tests/unit/http/fixture.h"

namespace okta_factor::test {
namespace {

using namespace std::chrono_literals;
using http::Problem;
using http::Request;
using http::Response;

class FaultTest : public TransportTest {
  protected:
    static constexpr auto connect_timeout = 300ms;
    static constexpr auto request_timeout = 900ms;
    static constexpr auto queue_step = 250ms;

    FaultTest() {
        auto chosen = options();
        chosen.connect_timeout = connect_timeout;
        use(chosen);
    }
    /// The response of one GET that must fail.
    Response hurried(const std::string& url, std::chrono::milliseconds timeout = 30s) {
        Request request = get(url);
        request.timeout = timeout;
        Response response = fetch(std::move(request));
        EXPECT_NE(response.problem, Problem::none);
        EXPECT_FALSE(response.detail.empty());
        EXPECT_TRUE(response.body.empty());
        EXPECT_LT(response.elapsed, 15s);
        return response;
    }
    /// The same from a server that answers these bytes and closes.
    Response after(const std::string& bytes) {
        Server server{with_tls(identity_, [&](Stream& stream) {
            RequestReader{stream}.next();
            stream.write(bytes);
        })};
        return hurried(server.url());
    }
};

TEST_F(FaultTest, Refused) {
    std::string url;
    {
        const Server gone{[](Stream&) {}};
        url = gone.url();
    }
    EXPECT_EQ(hurried(url).problem, Problem::connect);
}

TEST_F(FaultTest, DroppedSynEndsAtTheConnectTimeout) {
    const FullBacklog black_hole;
    const Response response = hurried(black_hole.url());
    EXPECT_EQ(response.problem, Problem::connect) << response.detail;
    EXPECT_GE(response.elapsed, connect_timeout);
}

TEST_F(FaultTest, SilenceBeforeTlsEndsAtTheConnectTimeout) {
    const Server mute{[](Stream& stream) { stream.wait_for_close(); }};
    const Response response = hurried(mute.url());
    EXPECT_EQ(response.problem, Problem::connect) << response.detail;
}

TEST_F(FaultTest, OthersWaitingForTheSameSilentHandshakeEndWithIt) {
    const Server mute{[](Stream& stream) { stream.wait_for_close(); }};
    std::vector<std::unique_ptr<Pending>> all;
    for (int i = 0; i < 20; ++i)
        all.push_back(start(get(mute.url())));
    ASSERT_TRUE(run_until([&] {
        return std::all_of(all.begin(), all.end(), [](const auto& one) { return one->done(); });
    }));
    for (const auto& one : all) {
        EXPECT_EQ(one->response().problem, Problem::connect);
        EXPECT_LT(one->response().elapsed, 3s) << "one after the other: 20 times 300 ms";
    }
}

TEST_F(FaultTest, SilenceAfterTheRequestEndsAtItsDeadline) {
    const Server mute{with_tls(identity_, [](Stream& stream) { stream.wait_for_close(); })};
    const Response response = hurried(mute.url(), request_timeout);
    EXPECT_EQ(response.problem, Problem::timeout);
    EXPECT_GE(response.elapsed, request_timeout);
    EXPECT_NE(response.detail.find("waiting for the answer"), std::string::npos);
}

TEST_F(FaultTest, ATrickleEndsAtTheDeadline) {
    const Server trickle{with_tls(identity_, [](Stream& stream) {
        RequestReader{stream}.next();
        const std::string answer = http_response(200, std::string(10'000, 'x'));
        for (const char c : answer) {
            if (!stream.write({&c, 1})) return;
            std::this_thread::sleep_for(20ms);
        }
    })};
    const Response response = hurried(trickle.url(), request_timeout);
    EXPECT_EQ(response.problem, Problem::garbled);
    EXPECT_NE(response.detail.find("reading the answer"), std::string::npos) << response.detail;
}

TEST_F(FaultTest, AnEndlessBodyIsCutOff) {
    const Server endless{with_tls(identity_, [](Stream& stream) {
        RequestReader{stream}.next();
        stream.write("HTTP/1.1 200 OK\r\n\r\n");
        const std::string piece(16'384, 'x');
        while (stream.write(piece)) {
        }
    })};
    EXPECT_EQ(hurried(endless.url()).problem, Problem::too_large);
}

TEST_F(FaultTest, TooLargeByContentLengthIsNotEvenRead) {
    EXPECT_EQ(after("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\nx").problem,
              Problem::too_large);
}

TEST_F(FaultTest, EndlessHeadersAreCutOff) {
    const Server endless{with_tls(identity_, [](Stream& stream) {
        RequestReader{stream}.next();
        stream.write("HTTP/1.1 200 OK\r\n");
        while (stream.write("X-More: 0123456789012345678901234567890123456789\r\n")) {
        }
    })};
    EXPECT_EQ(hurried(endless.url()).problem, Problem::too_large);
}

TEST_F(FaultTest, EndlessInterimResponsesAreCutOff) {
    const Server endless{with_tls(identity_, [](Stream& stream) {
        RequestReader{stream}.next();
        while (stream.write("HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n")) {
        }
    })};
    EXPECT_EQ(hurried(endless.url()).problem, Problem::too_large);
}

TEST_F(FaultTest, AConnectionThatEndsWithoutAnAnswerIsBroken) {
    EXPECT_EQ(after("").problem, Problem::broken);
}

TEST_F(FaultTest, SomebodyWhoAnswersBadlyIsThere) {
    for (const char* bytes : {
             "HTTP/1.1 200 OK\r\nContent-Le",                        // in the head
             "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\"",  // in the body
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnothex\r\n",
             "\x16\x03\x01garbage that is not HTTP at all\r\n\r\n",
             "SSH-2.0-OpenSSH_9.2\r\n",
             "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!",
         })
        EXPECT_EQ(after(bytes).problem, Problem::garbled) << bytes;
}

TEST_F(FaultTest, AnErrorStatusDecidesWhateverBecomesOfItsBody) {
    for (const int status : {302, 401, 404, 429, 503})
        for (const char* rest : {
                 " Said\r\nContent-Le",
                 " Said\r\nX-Rate-Limit-Limit: 600\r\nContent-Length: 100\r\n\r\n{\"errorC",
                 " Said\r\nTransfer-Encoding: chunked\r\n\r\nnothex\r\n",
                 " Said\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!",
             }) {
            const std::string bytes = "HTTP/1.1 " + std::to_string(status) + rest;
            const Server server{with_tls(identity_, [&](Stream& stream) {
                RequestReader{stream}.next();
                stream.write(bytes);
            })};
            const Response response = fetch(get(server.url()));
            EXPECT_EQ(response.problem, Problem::none) << bytes << '\n' << response.detail;
            EXPECT_EQ(response.status, status) << bytes;
            EXPECT_TRUE(response.body.empty());
            const bool told_limit = bytes.find("X-Rate") != std::string::npos;
            EXPECT_EQ(response.header("x-rate-limit-limit").has_value(), told_limit);
        }
}

TEST_F(FaultTest, AnInterimStatusIsNotAnAnswer) {
    EXPECT_EQ(after("HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n").problem, Problem::broken);
}

TEST_F(FaultTest, AServerThatHangsUpInTheHandshakeIsDownNotFalse) {
    const Server hangs_up{[](Stream& stream) {
        std::array<char, 64> hello{};
        stream.read(hello.data(), hello.size());
    }};
    const Response response = hurried(hangs_up.url());
    EXPECT_EQ(response.problem, Problem::broken) << response.detail;
}

TEST_F(FaultTest, NoAddress) {
    const Response response = hurried("https://nothing.invalid/");
    EXPECT_EQ(response.problem, Problem::resolve) << response.detail;
}

TEST_F(FaultTest, AfterAFaultTheNextRequestIsServed) {
    std::atomic<bool> broken = true;
    const Server server{with_tls(identity_, [&](Stream& stream) {
        if (broken) return stream.wait_for_close();
        answering([](const ReceivedRequest&) { return http_response(200, "back"); })(stream);
    })};
    hurried(server.url(), request_timeout);
    broken = false;
    EXPECT_EQ(fetch(get(server.url())).body, "back");
}

TEST_F(FaultTest, ARequestThatMayHaveBeenActedOnIsNotSentTwice) {
    std::atomic<int> posts = 0;
    const Server server{with_tls(identity_, [&](Stream& stream) {
        RequestReader reader{stream};
        reader.next();
        stream.write(http_response(200, "warm"));
        if (reader.next()) ++posts;  // and hangs up without an answer
    })};
    ASSERT_EQ(fetch(get(server.url())).body, "warm");
    const Response response = fetch(post(server.url(), "sends a text message"));
    EXPECT_EQ(response.problem, Problem::broken);
    EXPECT_EQ(posts, 1);
    EXPECT_EQ(server.accepted(), 2);  // libcurl had opened another for it
}

TEST_F(FaultTest, AReadIsSentAgainWhereTheKeptConnectionEnded) {
    std::atomic<int> served = 0;
    const Server server{with_tls(identity_, [&](Stream& stream) {
        RequestReader reader{stream};
        reader.next();
        stream.write(http_response(200, std::to_string(++served)));
        reader.next();
    })};
    EXPECT_EQ(fetch(get(server.url())).body, "1");
    EXPECT_EQ(fetch(get(server.url())).body, "2");
}

TEST_F(FaultTest, AQueueBehindBusyConnectionsIsNotAFailureToConnect) {
    const Server slow{with_tls(identity_, answering([](const ReceivedRequest&) {
                                   std::this_thread::sleep_for(queue_step);
                                   return http_response(200, "");
                               }))};
    auto chosen = options();
    chosen.connect_timeout = 4 * queue_step;
    chosen.max_connections = 1;
    use(chosen);
    std::vector<std::unique_ptr<Pending>> all;
    for (int i = 0; i < 6; ++i)
        all.push_back(start(get(slow.url())));
    ASSERT_TRUE(run_until([&] {
        return std::all_of(all.begin(), all.end(), [](const auto& one) { return one->done(); });
    }));
    for (const auto& one : all)
        EXPECT_EQ(one->response().problem, Problem::none) << one->response().detail;
    EXPECT_EQ(slow.accepted(), 1);
}

TEST_F(FaultTest, AQueuedRequestKeepsItsDeadline) {
    const Server mute{with_tls(identity_, [](Stream& stream) { stream.wait_for_close(); })};
    auto chosen = options();
    chosen.max_connections = 1;
    use(chosen);
    Request first = get(mute.url());
    first.timeout = 5s;
    const auto holds_the_connection = start(std::move(first));
    const Response response = hurried(mute.url(), request_timeout);
    EXPECT_EQ(response.problem, Problem::busy);
    EXPECT_FALSE(holds_the_connection->done());
}

TEST_F(FaultTest, ASilentServerHoldsUpNobodyElse) {
    const Server mute{with_tls(identity_, [](Stream& stream) { stream.wait_for_close(); })};
    const Server good{with_tls(
        identity_, answering([](const ReceivedRequest&) { return http_response(200, "ok"); }))};
    const auto stuck = start(get(mute.url()));
    EXPECT_EQ(fetch(get(good.url())).body, "ok");
    EXPECT_FALSE(stuck->done());
}

}  // namespace
}  // namespace okta_factor::test
