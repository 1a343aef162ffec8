// SPDX-License-Identifier: MIT
// A name server that never answers. The C library only listens to /etc/resolv.conf, so the test
// runs in a child with namespaces, and a resolv.conf, of its own.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "daemon/http/lookup_limit.h"
#include "tests/unit/http/fixture.h"

namespace okta_factor::test {
namespace {

using namespace std::chrono_literals;
using http::Problem;
using http::Request;
using loop::Clock;

constexpr int passed = 0;
constexpr int failed = 1;
constexpr int impossible = 77;

bool expect(bool truth, const std::string& what) {
    if (!truth) std::fprintf(stderr, "not so: %s\n", what.c_str());
    return truth;
}

/// Own mounts and network; false where the kernel or a container forbids it.
bool enter_silent_world(const std::string& resolv_conf) {
    if (unshare(CLONE_NEWNS | CLONE_NEWNET) != 0 &&
        unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) != 0)
        return false;
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);  // also the silent server, below
    ifreq up{};
    up.ifr_name[0] = 'l';
    up.ifr_name[1] = 'o';
    up.ifr_flags = IFF_UP | IFF_RUNNING;
    sockaddr_in dns{};
    dns.sin_family = AF_INET;
    dns.sin_port = htons(53);
    dns.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::ofstream{resolv_conf} << "nameserver 127.0.0.1\n";
    return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ioctl(fd, SIOCSIFFLAGS, &up) == 0 &&
           bind(fd, reinterpret_cast<sockaddr*>(&dns), sizeof dns) == 0 &&
           mount(resolv_conf.c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) == 0;
}

class SilentDns {
  public:
    explicit SilentDns(const std::string& ca_file) {
        http::Options options;
        options.ca_file = ca_file;
        options.connect_timeout = 1s;
        transport_ = std::make_unique<http::CurlTransport>(loop_, options);
    }

    std::unique_ptr<Pending> start(const std::string& url) {
        Request request;
        request.url = url;
        return std::make_unique<Pending>(loop_, *transport_, std::move(request));
    }
    http::Response fetch(const std::string& url) {
        const auto pending = start(url);
        while (!pending->done())
            sd_event_run(loop_.handle(), 10'000);
        return std::move(pending->response());
    }

    bool ends_at_the_connect_timeout() {
        const auto response = fetch("https://okta.example/");
        return expect(response.problem == Problem::resolve, "problem: " + response.detail) &&
               expect(response.elapsed < 4s, "ends at the connect timeout, not the name server's");
    }
    bool cancelling_is_immediate() {
        auto pending = start("https://okta.example/");
        for (int turns = 0; turns < 10; ++turns)
            sd_event_run(loop_.handle(), 1000);
        const auto before = Clock::now();
        pending.reset();
        return expect(Clock::now() - before < 1s, "cancel blocks the loop");
    }
    bool others_are_served(const std::string& url) {
        const auto stuck = start("https://okta.example/");
        return expect(fetch(url).body == "ok", "a request beside it");
    }
    bool hanging_lookups_are_bounded() {
        std::vector<std::unique_ptr<Pending>> all;
        for (std::size_t i = 0; i < 2 * http::LookupLimit::max_abandoned; ++i)
            all.push_back(start("https://okta" + std::to_string(i) + ".example/"));
        for (int turns = 0; turns < 200; ++turns)
            sd_event_run(loop_.handle(), 1000);
        all.clear();
        const auto response = fetch("https://okta.example/");
        return expect(response.problem == Problem::machine, "problem: " + response.detail) &&
               expect(response.detail.starts_with("too many"), "refused: " + response.detail);
    }

  private:
    loop::EventLoop loop_;
    std::unique_ptr<http::CurlTransport> transport_;
};

// _exit: the resolver threads still hang.
[[noreturn]] void run_in_silence() {
    const Authority authority;
    const std::string resolv_conf = authority.file() + ".resolv";
    const bool entered = enter_silent_world(resolv_conf);
    unlink(resolv_conf.c_str());
    if (!entered) {
        unlink(authority.file().c_str());
        _exit(impossible);
    }
    const Identity identity = authority.issue("IP:127.0.0.1");
    const Server good{with_tls(
        identity, answering([](const ReceivedRequest&) { return http_response(200, "ok"); }))};
    SilentDns dns{authority.file()};
    const bool good_all = dns.ends_at_the_connect_timeout() && dns.cancelling_is_immediate() &&
                          dns.others_are_served(good.url()) && dns.hanging_lookups_are_bounded() &&
                          dns.others_are_served(good.url());
    unlink(authority.file().c_str());
    _exit(good_all ? passed : failed);
}

TEST(SilentDnsTest, EndsInTimeBlocksNobodyAndIsBounded) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) run_in_silence();
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == impossible) GTEST_SKIP() << "namespaces are not allowed here";
    EXPECT_EQ(WEXITSTATUS(status), passed);
}

}  // namespace
}  // namespace okta_factor::test
