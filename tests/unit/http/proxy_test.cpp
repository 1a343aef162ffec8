// SPDX-License-Identifier: MIT
#include "daemon/http/proxy.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <string>

#include "tests/unit/http/fixture.h"

namespace okta_factor::test {
namespace {

using http::parse_proxy;
using http::Problem;
using http::Response;

TEST(ParseProxy, TakesTheUrlApart) {
    const auto proxy = parse_proxy("http://al%40ice:p%3Ass@proxy.example:3128");
    EXPECT_EQ(proxy.url, "http://proxy.example:3128/");
    EXPECT_EQ(proxy.user, "al@ice");
    EXPECT_EQ(proxy.password.reveal(), "p:ss");
}

TEST(ParseProxy, SchemeIsHttpWhereItDoesNotSay) {
    EXPECT_EQ(parse_proxy("proxy.example:3128").url, "http://proxy.example:3128/");
    EXPECT_EQ(parse_proxy("socks5h://[::1]:1080").url, "socks5h://[::1]:1080/");
    EXPECT_EQ(parse_proxy("").url, "");
}

TEST(ParseProxy, RefusesTheRestWithoutQuotingIt) {
    for (const char* text : {"ftp://secret@x/", "http://", "http://a b/", "http://x:99999",
                             "http://user:secret@/", "http://x/path", "file:///secret"}) {
        try {
            parse_proxy(text);
            ADD_FAILURE() << text;
        } catch (const std::invalid_argument& error) {
            EXPECT_EQ(std::string{error.what()}.find("secret"), std::string::npos);
        }
    }
}

class ProxyTest : public TransportTest {
  protected:
    /// Answers CONNECT by that status; after a 200 it is itself the peer at the end of the tunnel.
    Server proxy_{[this](Stream& stream) {
        const auto request = RequestReader{stream}.next();
        if (!request) return;
        connect_ = *request;
        stream.write("HTTP/1.1 " + std::to_string(status_) +
                     " Whatever\r\nX-From-Proxy: 1\r\n\r\n");
        if (status_ != 200) return;
        with_tls(identity_, answering([this](const ReceivedRequest& inner) {
                     inside_ = inner;
                     return http_response(200, "through");
                 }))(stream);
    }};
    int status_ = 200;
    ReceivedRequest connect_;
    ReceivedRequest inside_;

    std::string proxy_url(const std::string& credentials = "") const {
        return "http://" + credentials + "127.0.0.1:" + std::to_string(proxy_.port());
    }
    Response fetch_through(const std::string& proxy, const std::string& url) {
        auto chosen = options();
        chosen.proxy = proxy;
        chosen.connect_timeout = std::chrono::milliseconds{500};
        use(chosen);
        http::Request request = get(url);
        request.headers = {"Authorization: SSWS secret"};
        return fetch(std::move(request));
    }
};

TEST_F(ProxyTest, TunnelsWithItsCredentialsAndKeepsOursToOkta) {
    const Response response = fetch_through(proxy_url("al:p%3Ass@"), "https://localhost:8443/x");
    EXPECT_EQ(response.body, "through") << response.detail;
    EXPECT_FALSE(response.header("x-from-proxy"));
    EXPECT_EQ(connect_.method, "CONNECT");
    EXPECT_EQ(connect_.target, "localhost:8443");
    EXPECT_EQ(connect_.header("proxy-authorization"), "Basic YWw6cDpzcw==");
    EXPECT_FALSE(connect_.headers.contains("authorization"));
    EXPECT_EQ(inside_.header("authorization"), "SSWS secret");
    EXPECT_FALSE(inside_.headers.contains("proxy-authorization"));
}

// What one elsewhere would be believed is a matter of problem_of(): those here are on loopback.
TEST_F(ProxyTest, OneThatAnswersAndRefusesIsNamed) {
    for (const int status : {400, 403, 407, 429, 500, 502, 503, 504}) {
        status_ = status;
        const Response response = fetch_through(proxy_url(), "https://localhost:8443/");
        EXPECT_EQ(response.problem, Problem::proxy_refused) << status << response.detail;
    }
}

/// What a SOCKS5 server says (RFC 1928, RFC 1929), piece by piece, each after something was read.
Server::Script socks5(std::vector<std::string> pieces) {
    return [pieces = std::move(pieces)](Stream& stream) {
        std::array<char, 512> heard{};
        for (const auto& piece : pieces) {
            if (stream.read(heard.data(), heard.size()) == 0) return;
            stream.write(piece);
        }
    };
}

TEST_F(ProxyTest, ASocksProxyToo) {
    using namespace std::string_literals;
    const std::string no_login = "\x05\x00"s, login = "\x05\x02"s;
    const auto reply = [](char code) {
        return "\x05"s + code + "\x00\x01\x00\x00\x00\x00\x00\x00"s;
    };
    struct Case {
        std::vector<std::string> pieces;
        Problem problem;
    };
    for (const auto& [pieces, problem] : {
             Case{{"\x05\xff"s}, Problem::proxy_refused},              // no method suits it
             Case{{login, "\x01\x01"s}, Problem::proxy_refused},       // wrong password
             Case{{no_login, reply('\x02')}, Problem::proxy_refused},  // its ruleset
             Case{{no_login, reply('\x07')}, Problem::proxy_refused},  // command
             Case{{"HTTP/1.1 400 Bad Request\r\n\r\n"}, Problem::proxy_refused},
             Case{{no_login, reply('\x03')}, Problem::proxy_refused},  // no network
             Case{{no_login, reply('\x04')}, Problem::proxy_refused},  // no such host
             Case{{no_login, reply('\x05')}, Problem::proxy_refused},  // refused by Okta
             Case{{no_login}, Problem::proxy_refused},                 // hangs up
         }) {
        const Server proxy{socks5(pieces)};
        const Response response =
            fetch_through("socks5h://al:secret@127.0.0.1:" + std::to_string(proxy.port()),
                          "https://localhost:8443/");
        EXPECT_EQ(response.problem, problem) << response.detail;
    }
}

TEST_F(ProxyTest, AProxyThatIsNotThere) {
    std::string url;
    {
        const Server gone{[](Stream&) {}};
        url = "http://al:secret@127.0.0.1:" + std::to_string(gone.port());
    }
    const Response response = fetch_through(url, "https://localhost:8443/");
    EXPECT_EQ(response.problem, Problem::proxy_refused) << response.detail;
    EXPECT_EQ(response.detail.find("secret"), std::string::npos);
}

TEST_F(ProxyTest, ASilentProxy) {
    const Server mute{[](Stream& stream) { stream.wait_for_close(); }};
    const Response response =
        fetch_through("http://127.0.0.1:" + std::to_string(mute.port()), "https://localhost:8443/");
    EXPECT_EQ(response.problem, Problem::proxy_refused) << response.detail;
}

TEST_F(ProxyTest, AnUnknownProxyName) {
    const Response response =
        fetch_through("http://nothing.invalid:3128", "https://localhost:8443/");
    EXPECT_EQ(response.problem, Problem::proxy) << response.detail;
}

TEST_F(ProxyTest, AMistakenProxyIsRefusedAtOnce) {
    auto chosen = options();
    chosen.proxy = "ftp://127.0.0.1";
    EXPECT_THROW(use(chosen), std::invalid_argument);
}

TEST_F(ProxyTest, TheEnvironmentsProxyIsIgnored) {
    constexpr std::array names{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                               "http_proxy"};
    for (const char* name : names)
        setenv(name, proxy_url().c_str(), 1);
    const Server server{with_tls(
        identity_, answering([](const ReceivedRequest&) { return http_response(200, "direct"); }))};
    EXPECT_EQ(fetch(get(server.url())).body, "direct");
    for (const char* name : names)
        unsetenv(name);
    EXPECT_EQ(proxy_.accepted(), 0);
}

TEST_F(ProxyTest, TheEnvironmentCannotGoRoundAConfiguredProxy) {
    setenv("no_proxy", "*", 1);
    const Response response = fetch_through(proxy_url(), "https://localhost:8443/");
    unsetenv("no_proxy");
    EXPECT_EQ(response.body, "through") << response.detail;
}

}  // namespace
}  // namespace okta_factor::test
