// SPDX-License-Identifier: MIT
// What goes over the wire when all is well.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/unit/http/fixture.h"

namespace okta_factor::test {
namespace {

using http::Method;
using http::Problem;
using http::Request;
using http::Response;

std::string output_of(const std::string& command) {
    std::string output;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4096> piece{};
    while (const std::size_t got = fread(piece.data(), 1, piece.size(), pipe))
        output.append(piece.data(), got);
    pclose(pipe);
    return output;
}

class ExchangeTest : public TransportTest {
  protected:
    /// Keeps the last request; answers what `answer_` says.
    Server server_{with_tls(identity_, answering([this](const ReceivedRequest& request) {
                                last_ = request;
                                return answer_;
                            }))};
    ReceivedRequest last_;
    std::string answer_ = http_response(200, "{}");
};

TEST_F(ExchangeTest, GetBringsStatusHeadersAndBody) {
    answer_ = http_response(200, R"({"id":"1"})", "Content-Type: application/json\r\n");
    const Response response = fetch(get(server_.url("/api/v1/users/a%40b?x=1")));
    EXPECT_EQ(response.problem, Problem::none) << response.detail;
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"id":"1"})");
    EXPECT_EQ(response.header("content-type"), "application/json");
    EXPECT_GT(response.elapsed.count(), 0);
    EXPECT_EQ(last_.method, "GET");
    EXPECT_EQ(last_.target, "/api/v1/users/a%40b?x=1");
    EXPECT_FALSE(last_.headers.contains("content-length"));
}

TEST_F(ExchangeTest, SendsTheHeadersItIsGivenAndAUserAgentThatNamesALinuxDevice) {
    Request request = get(server_.url());
    request.headers = {"Authorization: SSWS secret", "Accept: application/json"};
    fetch(std::move(request));
    EXPECT_EQ(last_.header("authorization"), "SSWS secret");
    EXPECT_EQ(last_.headers.count("accept"), 1U);
    EXPECT_EQ(last_.header("accept"), "application/json");
    EXPECT_EQ(last_.header("accept-encoding"), "gzip");
    EXPECT_TRUE(last_.header("user-agent").starts_with("Mozilla/5.0 (Linux) okta-factor/"));
}

TEST_F(ExchangeTest, UserAgentIsTheOptionsChoice) {
    auto chosen = options();
    chosen.user_agent = "Mozilla/5.0 (Test) x/1";
    use(chosen);
    fetch(get(server_.url()));
    EXPECT_EQ(last_.header("user-agent"), "Mozilla/5.0 (Test) x/1");
}

TEST_F(ExchangeTest, PostSendsItsBodyAndNothingOfLibcurlsOwn) {
    Request request = post(server_.url("/verify"), R"({"passCode":"012345"})");
    request.headers = {"Content-Type: application/json"};
    fetch(std::move(request));
    EXPECT_EQ(last_.method, "POST");
    EXPECT_EQ(last_.body, R"({"passCode":"012345"})");
    EXPECT_EQ(last_.headers.count("content-type"), 1U);
    EXPECT_EQ(last_.header("content-type"), "application/json");
    EXPECT_FALSE(last_.headers.contains("expect"));
}

TEST_F(ExchangeTest, PostWithoutABodySaysSo) {
    fetch(post(server_.url("/verify"), std::nullopt));
    EXPECT_EQ(last_.method, "POST");
    EXPECT_EQ(last_.header("content-length"), "0");
    EXPECT_FALSE(last_.headers.contains("content-type"));
}

TEST_F(ExchangeTest, ABodyMayHoldAnyByteAndBeLarge) {
    std::string body(100'000, 'x');
    body[5] = '\0';
    fetch(post(server_.url(), body));
    EXPECT_EQ(last_.body, body);
    EXPECT_FALSE(last_.headers.contains("expect"));
}

TEST_F(ExchangeTest, Delete) {
    answer_ = "HTTP/1.1 204 No Content\r\n\r\n";
    Request request = get(server_.url("/cancel"));
    request.method = Method::del;
    const Response response = fetch(std::move(request));
    EXPECT_EQ(response.problem, Problem::none) << response.detail;
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(last_.method, "DELETE");
}

TEST_F(ExchangeTest, AnErrorStatusIsAnAnswerWithItsBody) {
    answer_ = http_response(403, R"({"errorCode":"E0000068"})");
    const Response response = fetch(get(server_.url()));
    EXPECT_EQ(response.problem, Problem::none);
    EXPECT_EQ(response.status, 403);
    EXPECT_EQ(response.body, R"({"errorCode":"E0000068"})");
}

TEST_F(ExchangeTest, RepeatedHeadersStayInOrderWithNamesInLowerCase) {
    answer_ = http_response(200, "", "X-Rate-Limit-Limit: 600\r\nx-RATE-limit-LIMIT:  20 \r\n");
    const Response response = fetch(get(server_.url()));
    std::vector<std::string> values;
    for (const auto& [name, value] : response.headers)
        if (name == "x-rate-limit-limit") values.push_back(value);
    EXPECT_EQ(values, (std::vector<std::string>{"600", "20"}));
    EXPECT_EQ(response.header("x-rate-limit-limit"), "20");
}

TEST_F(ExchangeTest, OnlyTheFinalResponseCounts) {
    answer_ = "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + http_response(200, "final");
    const Response response = fetch(get(server_.url()));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "final");
    EXPECT_FALSE(response.header("x-early"));
}

TEST_F(ExchangeTest, ChunkedBodyWithTrailers) {
    answer_ =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Head: 1\r\n\r\n"
        "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n";
    const Response response = fetch(get(server_.url()));
    EXPECT_EQ(response.problem, Problem::none) << response.detail;
    EXPECT_EQ(response.body, "abcde");
    EXPECT_TRUE(response.header("x-head"));
    EXPECT_FALSE(response.header("x-trailer"));
}

TEST_F(ExchangeTest, GzipIsDecoded) {
    answer_ =
        http_response(200, output_of("printf '{\"a\":1}' | gzip -c"), "Content-Encoding: gzip\r\n");
    const Response response = fetch(get(server_.url()));
    EXPECT_EQ(response.problem, Problem::none) << response.detail;
    EXPECT_EQ(response.body, R"({"a":1})");
}

TEST_F(ExchangeTest, AGzipBombIsTooLarge) {
    answer_ = http_response(200, output_of("head -c 20000000 /dev/zero | gzip -c"),
                            "Content-Encoding: gzip\r\n");
    ASSERT_LT(answer_.size(), 100'000U);
    const Response response = fetch(get(server_.url()));
    EXPECT_EQ(response.problem, Problem::too_large);
    EXPECT_TRUE(response.body.empty());
}

TEST_F(ExchangeTest, RedirectsAreNotFollowed) {
    answer_ = http_response(302, "", "Location: " + server_.url("/elsewhere") + "\r\n");
    const Response response = fetch(get(server_.url("/here")));
    EXPECT_EQ(response.status, 302);
    EXPECT_EQ(last_.target, "/here");
}

TEST_F(ExchangeTest, CookiesAreNotKept) {
    answer_ = http_response(200, "", "Set-Cookie: session=1; Path=/\r\n");
    fetch(get(server_.url()));
    fetch(get(server_.url()));
    EXPECT_FALSE(last_.headers.contains("cookie"));
}

TEST_F(ExchangeTest, ThePathGoesOutAsItWasChecked) {
    fetch(get(server_.url("/a/../b/./c")));
    EXPECT_EQ(last_.target, "/a/../b/./c");
}

TEST_F(ExchangeTest, TenRequestsOneConnection) {
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(fetch(post(server_.url(), "x")).problem, Problem::none);
    EXPECT_EQ(server_.accepted(), 1);
    EXPECT_EQ(transport().statistics().requests, 10U);
    EXPECT_EQ(transport().statistics().connections, 1U);
}

TEST_F(ExchangeTest, AConnectionThatNobodyAcknowledgesIsGivenUpByTheKernel) {
    fetch(get(server_.url()));
    int bounded = 0;
    for (int fd = 0; fd < 256; ++fd) {
        unsigned ms = 0;
        socklen_t size = sizeof ms;
        if (getsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, &size) == 0 && ms == 5000) ++bounded;
    }
    EXPECT_EQ(bounded, 1);
}

TEST_F(ExchangeTest, RefusesWhatIsNotHttpsBeforeAnyConnection) {
    for (const char* url : {"http://127.0.0.1/", "file:///etc/passwd", "", "https://", "127.0.0.1",
                            "https://user:pass@127.0.0.1/", "https://127.0.0.1:99999/"}) {
        const Response response = fetch(get(url));
        EXPECT_EQ(response.problem, Problem::internal) << url << ": " << response.detail;
        EXPECT_FALSE(response.detail.empty());
    }
}

TEST_F(ExchangeTest, RefusesAHeaderThatWouldBeTwo) {
    for (const std::string& line :
         std::vector<std::string>{"A: b\r\nC: d", "A: b\nC: d", "", {"A: \0b", 5}}) {
        Request request = get(server_.url());
        request.headers = {line};
        EXPECT_EQ(fetch(std::move(request)).problem, Problem::internal);
    }
    EXPECT_EQ(server_.accepted(), 0);
}

}  // namespace
}  // namespace okta_factor::test
