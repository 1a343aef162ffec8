// SPDX-License-Identifier: MIT
// Whom we talk to: anything but the right peer is a TLS failure, and no request reaches it.
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/http/fixture.h"

namespace okta_factor::test {
namespace {

using http::Problem;
using http::Response;

class TlsTest : public TransportTest {
  protected:
    /// A GET to a server of that identity, by that host name.
    Response visit(const Identity& identity, std::string_view host = "127.0.0.1") {
        const Server server{with_tls(identity, answering([this](const ReceivedRequest&) {
                                         ++requests_;
                                         return http_response(200, "secret");
                                     }))};
        return fetch(get(server.url("/", host)));
    }
    void expect_refused(const Identity& identity, std::string_view host = "127.0.0.1") {
        const Response response = visit(identity, host);
        EXPECT_EQ(response.problem, Problem::tls) << response.detail;
        EXPECT_FALSE(response.detail.empty());
        EXPECT_TRUE(response.body.empty());
        EXPECT_EQ(requests_, 0);
    }
    std::atomic<int> requests_ = 0;
};

TEST_F(TlsTest, TheRightPeerByAddressAndByName) {
    EXPECT_EQ(visit(identity_).body, "secret");
    EXPECT_EQ(visit(identity_, "localhost").body, "secret");
}

TEST_F(TlsTest, AnotherAuthority) {
    const Authority other;
    expect_refused(other.issue(loopback_names));
}

TEST_F(TlsTest, TheSystemsStoreDoesNotKnowOurAuthority) {
    use({});
    expect_refused(identity_);
}

TEST_F(TlsTest, AnotherHostName) {
    expect_refused(authority_.issue("DNS:okta.example"));
    expect_refused(authority_.issue("DNS:okta.example"), "localhost");
}

TEST_F(TlsTest, ExpiredCertificate) {
    expect_refused(authority_.issue(loopback_names, -60));
}

TEST_F(TlsTest, AnAuthorityFileThatIsNotThere) {
    auto chosen = options();
    chosen.ca_file = "/nonexistent/ca.pem";
    use(chosen);
    expect_refused(identity_);
}

TEST_F(TlsTest, ThePinnedKeyIsAccepted) {
    auto chosen = options();
    chosen.public_key_pin = identity_.pin();
    use(chosen);
    EXPECT_EQ(visit(identity_).body, "secret");
}

TEST_F(TlsTest, AnotherKeyThanThePinnedOne) {
    auto chosen = options();
    chosen.public_key_pin = authority_.issue(loopback_names).pin();
    use(chosen);
    expect_refused(identity_);
}

TEST_F(TlsTest, APeerThatSpeaksNoTls) {
    const Server talks_first{[](Stream& stream) {
        stream.write("HTTP/1.1 400 Bad Request\r\n\r\n");
        stream.wait_for_close();
    }};
    EXPECT_EQ(fetch(get(talks_first.url())).problem, Problem::tls);
}

TEST_F(TlsTest, OlderThanTls12) {
    const Server old{with_tls(
        identity_, answering([](const ReceivedRequest&) { return http_response(200, "old"); }),
        TLS1_1_VERSION)};
    EXPECT_EQ(fetch(get(old.url())).problem, Problem::tls);
    const Server just_new_enough{with_tls(
        identity_, answering([](const ReceivedRequest&) { return http_response(200, "1.2"); }),
        TLS1_2_VERSION)};
    EXPECT_EQ(fetch(get(just_new_enough.url())).body, "1.2");
}

}  // namespace
}  // namespace okta_factor::test
