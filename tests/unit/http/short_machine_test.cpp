// SPDX-License-Identifier: MIT
// What any local user can take from this machine: ports, descriptors, threads, the name service.
// Each test runs in a child with a network and limits of its own.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <functional>
#include <thread>
#include <vector>

#include "common/descriptor.h"
#include "daemon/http/machine_check.h"
#include "daemon/http/socket_supply.h"
#include "tests/unit/http/fixture.h"

namespace okta_factor::test {
namespace {

using namespace std::chrono_literals;
using http::Problem;
using http::Response;

constexpr int as_expected = 0, not_as_expected = 1, not_here = 77;
constexpr const char* name = "okta.example";

/// Of a child: what it wants to hold, on stderr where it does not.
bool holds(bool truth, const std::string& what) {
    if (!truth) std::fprintf(stderr, "not so: %s\n", what.c_str());
    return truth;
}

bool own_network() {
    if (unshare(CLONE_NEWNS | CLONE_NEWNET) != 0) return false;
    const Descriptor fd{socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    ifreq up{};
    up.ifr_name[0] = 'l';
    up.ifr_name[1] = 'o';
    up.ifr_flags = IFF_UP | IFF_RUNNING;
    return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ioctl(fd.get(), SIOCSIFFLAGS, &up) == 0;
}

bool bind_over(const std::string& path, const std::string& text) {
    const std::string file = "/tmp/okta-factor-short." + std::to_string(getpid());
    std::ofstream{file} << text;
    chmod(file.c_str(), 0644);
    const bool bound = mount(file.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) == 0;
    unlink(file.c_str());
    return bound;
}

void run_in_child(const std::function<bool()>& scene) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) _exit(!own_network() ? not_here : scene() ? as_expected : not_as_expected);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == not_here) GTEST_SKIP() << "namespaces are not allowed here";
    EXPECT_EQ(WEXITSTATUS(status), as_expected);
}

/// An org of one answer, and a daemon's transport to it, in the child.
class World {
  public:
    explicit World(bool closes = false)
        : identity_(authority_.issue("IP:127.0.0.1,DNS:okta.example")),
          server_(with_tls(identity_, [closes](Stream& stream) {
              RequestReader reader{stream};
              while (reader.next()) {
                  stream.write(http_response(200, "ok", closes ? "Connection: close\r\n" : ""));
                  if (closes) return;
              }
          })) {}

    void start_transport() {
        http::Options options;
        options.ca_file = authority_.file();
        options.connect_timeout = 10s;
        options.address_lifetime = 1s;
        transport_ = std::make_unique<http::CurlTransport>(loop_, options);
    }
    Response fetch(const std::string& host = "127.0.0.1") {
        http::Request request;
        request.url = "https://" + host + ':' + std::to_string(server_.port()) + '/';
        Pending pending{loop_, *transport_, std::move(request)};
        while (!pending.done())
            sd_event_run(loop_.handle(), 10'000);
        return std::move(pending.response());
    }
    bool is_answered(const std::string& when, const std::string& host = "127.0.0.1") {
        const auto response = fetch(host);
        return holds(response.problem == Problem::none && response.body == "ok",
                     "answered " + when + ": " + response.detail);
    }
    bool is_this_machines(const std::string& of, const std::string& host = "127.0.0.1") {
        const auto response = fetch(host);
        return holds(response.problem == Problem::machine, of + ": " + response.detail) &&
               holds(response.detail.find(of) != std::string::npos, response.detail);
    }
    [[nodiscard]] const std::string& ca_file() const { return authority_.file(); }

  private:
    Authority authority_;
    Identity identity_;
    Server server_;
    loop::EventLoop loop_;
    std::unique_ptr<http::CurlTransport> transport_;
};

/// All the ports of this network, of one kind.
class AllPorts {
  public:
    explicit AllPorts(int type) {
        std::ofstream{"/proc/sys/net/ipv4/ip_local_port_range"} << "61000 61007";
        while (true) {
            auto& fd = held_.emplace_back(
                std::make_unique<Descriptor>(socket(AF_INET, type | SOCK_CLOEXEC, 0)));
            sockaddr_in any{};
            any.sin_family = AF_INET;
            if (bind(fd->get(), reinterpret_cast<sockaddr*>(&any), sizeof any) != 0) return;
        }
    }

  private:
    std::vector<std::unique_ptr<Descriptor>> held_;
};

TEST(ShortMachine, OfPortsIsNotAnOutage) {
    run_in_child([] {
        World world;
        const AllPorts held{SOCK_STREAM};
        world.start_transport();
        return world.is_this_machines("ports");
    });
}

TEST(ShortMachine, OfPortsDoesNotKeepARunningDaemonFromOkta) {
    run_in_child([] {
        World world{true};
        world.start_transport();
        const AllPorts held{SOCK_STREAM};
        return world.is_answered("on the socket kept back");
    });
}

TEST(ShortMachine, OfPortsForLookupsIsNotAnOutage) {
    run_in_child([] {
        World world;
        world.start_transport();
        bind_over("/etc/resolv.conf", "nameserver 127.0.0.1\n");
        const AllPorts held{SOCK_DGRAM};
        return world.is_this_machines("ports", name);
    });
}

// The sanitizers themselves need descriptors: nothing virtual is called while there are none.
TEST(ShortMachine, OfDescriptorsIsNoticedAndOneSocketIsKeptBack) {
    run_in_child([] {
        http::SocketSupply supply;
        const bool enough = http::shortage().empty();
        const rlimit limit{256, 256};
        setrlimit(RLIMIT_NOFILE, &limit);
        std::vector<int> held;
        while (held.empty() || held.back() >= 0)
            held.push_back(dup(STDERR_FILENO));
        const auto short_of = http::shortage();
        const auto kept = supply.open(AF_INET);
        const auto none = supply.open(AF_INET);
        const int error = errno;
        for (const int fd : held)
            close(fd);
        return holds(enough, "nothing is lacking at first") &&
               holds(short_of == "file descriptors", "what is lacking is named") &&
               holds(kept.fd >= 0 && kept.has_port, "one was kept back") &&
               holds(none.fd < 0 && error == EMFILE, "one only") &&
               holds(supply.open(AF_INET).fd >= 0, "it goes on afterwards");
    });
}

// Only ever more of it, and not all the time that passes.
TEST(ShortMachine, OfProcessorsIsCountedByTheKernel) {
    const auto began = std::chrono::steady_clock::now();
    const auto before = http::waited_for_processor();
    for (int i = 0; i < 100; ++i)
        sched_yield();
    const auto waited = http::waited_for_processor() - before;
    EXPECT_GE(waited, 0ns);
    EXPECT_LE(waited, std::chrono::steady_clock::now() - began + 100ms);
}

TEST(ShortMachine, OfThreadsIsNotAnOutage) {
    constexpr uid_t nobody = 65534;
    run_in_child([] {
        World world;
        world.start_transport();
        if (setuid(nobody) != 0) return false;
        rlimit limit{0, 0};  // does not bind root
        setrlimit(RLIMIT_NPROC, &limit);
        return world.is_this_machines("thread", name);
    });
}

TEST(ShortMachine, WithoutANameServiceTheAddressThatAnsweredLastWillDo) {
    run_in_child([] {
        World world{true};
        world.start_transport();
        bind_over("/etc/resolv.conf", "nameserver 127.0.0.1\n");
        bind_over("/etc/hosts", std::string{"127.0.0.1 "} + name + '\n');
        if (!world.is_answered("by its name", name)) return false;
        bind_over("/etc/hosts", "");
        std::this_thread::sleep_for(2100ms);  // what libcurl remembers must grow old
        if (!world.is_answered("where it was", name)) return false;
        bind_over("/etc/hosts", "");
        return holds(world.fetch("other.example").problem == Problem::resolve, "an unknown name");
    });
}

}  // namespace
}  // namespace okta_factor::test
