// SPDX-License-Identifier: MIT
// An org that offers HTTP/2, as Okta's does: many waiting pushes, one connection.
#include <netinet/in.h>
#include <sys/socket.h>

#include <fstream>
#include <future>
#include <regex>
#include <set>
#include <sstream>

#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

// Another process might take it in between; nghttpx cannot be asked which one it got.
int free_port() {
    const test::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

/// nghttpx before the emulated org, with the org's own certificate.
class Front {
  public:
    Front(const Org& org, const test::TempDir& folder)
        : port_(free_port()),
          log_(folder / "nghttpx.log"),
          process_(test::Command{.arguments = arguments(org, folder)}) {}

    [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }

    struct Seen {
        std::set<std::string> connections;  // the client's ports
        std::set<std::string> protocols;
        std::size_t requests = 0;
    };
    [[nodiscard]] Seen seen() const {
        Seen all;
        std::ifstream log{log_};
        for (std::string port, protocol; log >> port >> protocol; ++all.requests) {
            all.connections.insert(port);
            all.protocols.insert(protocol);
        }
        return all;
    }

  private:
    [[nodiscard]] std::vector<std::string> arguments(const Org& org,
                                                     const test::TempDir& folder) const {
        const auto back = std::regex_replace(org.url(), std::regex{"https://(.*):"}, "$1,");
        return {"nghttpx",
                "--conf=/dev/null",
                "--single-process",
                "--workers=1",
                "--log-level=FATAL",
                "--errorlog-file=/dev/null",
                "--accesslog-file=" + log_,
                "--accesslog-format=$remote_port $alpn",
                "--insecure",
                "--no-location-rewrite",
                "--frontend=127.0.0.1," + std::to_string(port_),
                "--backend=" + back + ";;tls",
                folder / "tls/server-key.pem",
                folder / "tls/server.pem"};
    }

    int port_;
    std::string log_;
    test::ChildProcess process_;
};

class Http2 : public testing::Test {
  protected:
    Http2() : machine_(Configuration{}), front_(machine_.org(), machine_.folder()) {
        Configuration configuration;
        configuration.org_url = front_.url();
        machine_.daemon().configure(configuration);
        EXPECT_EQ(machine_.caller(Door::socket).reload(), "");
        machine_.await_okta();
    }
    void TearDown() override {
        if (HasFailure()) std::cerr << machine_.daemon().log();
    }

    Machine machine_;
    Front front_;
};

TEST_F(Http2, many_waiting_pushes_share_one_connection) {
    constexpr int people = 50;
    std::vector<Person> crowd;
    for (int i = 0; i < people; ++i)
        crowd.push_back(machine_.org().add({push()}));

    std::vector<Caller> hosts;
    std::vector<std::string> logins;
    std::vector<Caller::Pending> pending;
    for (const auto& person : crowd) {
        hosts.push_back(machine_.caller(Door::socket));
        pending.push_back(hosts.back().begin_login({{"user", person.name}, {"service", "sshd"}}));
    }
    for (auto& begun : pending)
        logins.push_back(begun.step().login);
    for (const auto& person : crowd)
        machine_.org().approve(person);
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        auto step = hosts[i].reply(logins[i], "");
        while (step.expects == "wait")
            step = hosts[i].wait(logins[i]);
        EXPECT_EQ(step.verdict, "granted");
    }

    const auto seen = front_.seen();
    EXPECT_GE(seen.requests, 4U * people);  // user, list, challenge, and a poll at least
    EXPECT_EQ(seen.protocols, std::set<std::string>{"h2"});
    EXPECT_EQ(seen.connections.size(), 1U);
}

}  // namespace
}  // namespace okta_factor::integration
