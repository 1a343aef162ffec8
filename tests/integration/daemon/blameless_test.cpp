// SPDX-License-Identifier: MIT
// Under when_unreachable = "allow" whoever can make Okta seem away gets in. What this machine, its
// proxy and its crowds do is not Okta's doing: each has a reason of its own, and lets nobody in.
#include <netinet/in.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <thread>

#include "common/descriptor.h"
#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

const std::string allow = "when_unreachable = \"allow\"\ntimeout = \"60s\"\n";

/// Answers each CONNECT with what it is told to, and ends the connection.
class RefusingProxy {
  public:
    RefusingProxy() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        if (bind(listener_.get(), generic, size) != 0 || listen(listener_.get(), SOMAXCONN) != 0 ||
            getsockname(listener_.get(), generic, &size) != 0)
            throw std::runtime_error("no proxy");
        port_ = ntohs(address.sin_port);
        serving_ = std::jthread([this] { serve(); });
    }
    RefusingProxy(const RefusingProxy&) = delete;
    RefusingProxy& operator=(const RefusingProxy&) = delete;
    ~RefusingProxy() { shutdown(listener_.get(), SHUT_RDWR); }

    void answer(int status) { status_ = status; }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  private:
    void serve() {
        while (true) {
            const Descriptor caller{accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
            if (!caller.is_open()) return;
            std::array<char, 4096> request{};
            if (recv(caller.get(), request.data(), request.size(), 0) <= 0) continue;
            const auto said = "HTTP/1.1 " + std::to_string(status_) + " Said\r\n\r\n";
            send(caller.get(), said.data(), said.size(), MSG_NOSIGNAL);
        }
    }

    Descriptor listener_;
    int port_ = 0;
    std::atomic<int> status_ = 403;
    std::jthread serving_;
};

std::string verdict_for(Machine& machine, const Person& person) {
    auto host = machine.caller(Door::socket);
    return host.start_login({{"user", person.name}, {"service", "sshd"}}).verdict;
}

TEST(BlamelessProxy, that_refuses_is_not_an_outage_of_okta) {
    RefusingProxy proxy;
    Machine machine{{.okta = "proxy = \"" + proxy.url() + "\"\n", .login = allow}};
    const auto person = machine.org().add({totp()});
    for (const int status : {400, 403, 407, 502}) {  // 502: a proxy on this machine is no witness
        proxy.answer(status);
        EXPECT_EQ(verdict_for(machine, person), "unavailable") << status;
        EXPECT_EQ(machine.daemon().recorded(person.name, "REASON"), "proxy-refused");
    }
    machine.inspect();
}

TEST(BlamelessAnswers, with_an_error_status_count_though_the_rest_is_lost) {
    Machine machine{{.login = allow}};
    const std::map<int, std::string> reasons{
        {401, "misconfigured"}, {404, "misconfigured"}, {429, "okta-limited"}};
    for (const auto& [status, reason] : reasons)
        for (const char* headers : {R"({})", R"({"Content-Encoding": "gzip"})"}) {
            const auto person = machine.org().add({totp()});
            machine.org().break_down(
                {{"kind", "status"},
                 {"path", "^/api/v1/users/" + person.login + "$"},
                 {"value",
                  {{"status", status},
                   {"body", std::string(100, 'x')},
                   {"headers", json::parse(headers)},
                   {"delivery", headers == std::string{"{}"} ? "truncate" : "plain"}}}});
            EXPECT_NE(verdict_for(machine, person), "granted");
            EXPECT_EQ(machine.daemon().recorded(person.name, "REASON"), reason)
                << status << headers;
        }
    machine.org().mend();
    machine.inspect();
}

// Okta answers every request within a second; only the queue is long.
TEST(BlamelessQueue, of_our_own_is_not_an_outage_of_okta) {
    constexpr int people = 150;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    Machine machine{
        {.okta = "request_timeout = \"6s\"\nconnect_timeout = \"20s\"\n", .login = allow}};
    std::vector<Person> crowd;
    for (int i = 0; i < people; ++i)
        crowd.push_back(machine.org().add({totp()}));
    machine.org().set_latency(std::chrono::milliseconds(600));

    std::vector<std::future<std::string>> logins;
    for (const auto& person : crowd)
        logins.push_back(std::async(std::launch::async, [&] {
            auto host = machine.caller(Door::socket);
            auto step = host.start_login({{"user", person.name}, {"service", "sshd"}});
            const auto login = step.login;
            while (step.expects == "reply")
                step = host.reply(login, "000000");
            return step.verdict;
        }));
    for (auto& login : logins)
        EXPECT_NE(login.get(), "granted");
    std::map<std::string, int> reasons;
    for (const auto& person : crowd)
        ++reasons[machine.daemon().recorded(person.name, "REASON")];
    EXPECT_GT(reasons["machine-busy"], 0) << "the queue was not long enough";
    EXPECT_EQ(reasons["unreachable"] + reasons["unreachable-allowed"], 0);
    machine.org().set_latency(std::chrono::milliseconds(0));
    machine.inspect();
}

/// All TCP ports of this network: any local user can hold them.
class AllPorts {
  public:
    AllPorts() {
        std::ofstream{"/proc/sys/net/ipv4/ip_local_port_range"} << "61000 61007";
        do {
            held_.push_back(
                std::make_unique<Descriptor>(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
        } while (bind_anywhere(held_.back()->get()));
    }

  private:
    static bool bind_anywhere(int fd) {
        sockaddr_in any{};
        any.sin_family = AF_INET;
        return bind(fd, reinterpret_cast<sockaddr*>(&any), sizeof any) == 0;
    }
    std::vector<std::unique_ptr<Descriptor>> held_;
};

/// What came of one login while all ports are held: from before the daemon started, or from then
/// on.
std::string login_without_ports(bool before_the_daemon) {
    test::TempDir folder;
    const Configuration configuration{.login = allow};
    Org org{folder.path()};
    const auto person = org.add({totp()});
    std::optional<AllPorts> held;
    if (before_the_daemon) held.emplace();
    const Daemon daemon{folder.path(), org, {.socket = folder / "door", .bus = ""}, configuration};
    if (!before_the_daemon) {
        static_cast<void>(org.wait_for_request("GET", "/.well-known/okta-organization"));
        held.emplace();
    }
    auto host = Caller::at_socket(folder / "door");
    const auto step = host.start_login({{"user", person.name}, {"service", "sshd"}});
    return step.verdict.empty() ? step.expects : daemon.recorded(person.name, "REASON");
}

/// In a network of its own; empty where that is forbidden here.
std::string in_own_network(const std::function<std::string()>& work) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return {};
    const Descriptor reading{ends[0]};
    Descriptor writing{ends[1]};
    const pid_t child = fork();
    if (child == 0) {
        if (unshare(CLONE_NEWNET) != 0 || std::system("ip link set lo up") != 0) _exit(0);
        const auto said = work();
        _exit(write(writing.get(), said.data(), said.size()) < 0);
    }
    close(writing.release());
    std::array<char, 100> said{};
    const auto size = read(reading.get(), said.data(), said.size());
    waitpid(child, nullptr, 0);
    return {said.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

TEST(BlamelessPorts, that_somebody_holds_are_not_an_outage_of_okta) {
    const auto outcome = in_own_network([] { return login_without_ports(true); });
    if (outcome.empty()) GTEST_SKIP() << "needs a network namespace of its own";
    EXPECT_EQ(outcome, "machine-failed");
}

TEST(BlamelessPorts, that_somebody_holds_do_not_stop_a_running_daemon) {
    const auto outcome = in_own_network([] { return login_without_ports(false); });
    if (outcome.empty()) GTEST_SKIP() << "needs a network namespace of its own";
    EXPECT_EQ(outcome, "reply") << "the person is asked";
}

}  // namespace
}  // namespace okta_factor::integration
