// SPDX-License-Identifier: MIT
// Two doors to the daemon: which is taken, and what becomes of a login when they are shut or stuck.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <cstring>
#include <future>

#include "common/protocol.h"
#include "tests/integration/module/module_test.h"

namespace okta_factor::test {
namespace {

using std::chrono::milliseconds;

void freeze(ChildProcess& process) {
    process.signal(SIGSTOP);
    int status = 0;
    waitpid(process.pid(), &status, WUNTRACED);
}

/// A socket that listens and never accepts.
UniqueFd listen_without_accepting(const std::string& path, int backlog) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, path.c_str());
    UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listener.get(), backlog), 0);
    return listener;
}

UniqueFd connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, path.c_str());
    UniqueFd connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (::connect(connection.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        connection.reset();
    return connection;
}

/// Until somebody stands at that door, without letting them in.
void wait_for_knock(int listener) {
    pollfd knock{listener, POLLIN, 0};
    EXPECT_EQ(::poll(&knock, 1, static_cast<int>(milliseconds{never_hangs}.count())), 1);
}

class Doors : public ModuleTest {
  protected:
    [[nodiscard]] std::string by_both(const std::string& more = "timeout=20") const {
        return "socket=" + socket() + " bus=" + bus_.address() + " " + more;
    }
    [[nodiscard]] FakeDaemon on_bus(const Script& script) const {
        return FakeDaemon({.socket = "", .bus = bus_.address()}, script);
    }
    [[nodiscard]] std::future<PamResult> log_in_meanwhile(const std::string& options) const {
        return std::async(std::launch::async, run_pam_login, through(alone(options)));
    }
    void expect_unavailable(const std::string& options) const {
        const auto result = run_pam_login(through(alone(options)));
        EXPECT_EQ(pam_name(result.authenticate), "PAM_AUTHINFO_UNAVAIL");
        EXPECT_LT(result.time, never_hangs);
        EXPECT_THAT(result.texts(), testing::ElementsAre(not_available));
        const auto in_sudo = run_pam_login(through(alone(options), "sudo"));
        EXPECT_EQ(pam_name(in_sudo.authenticate), "PAM_ABORT");
        EXPECT_LT(in_sudo.time, never_hangs);
    }

    PrivateBus bus_;
};

TEST_F(Doors, TheSocketIsTakenFirst) {
    const auto at_socket = daemon({verdict("granted")});
    const auto at_bus = on_bus({verdict("denied")});
    EXPECT_EQ(run_pam_login(through(alone(by_both()))).authenticate, PAM_SUCCESS);
}

TEST_F(Doors, TheBusIsTakenWhereThereIsNoSocket) {
    const auto fake = on_bus({verdict("granted")});
    EXPECT_EQ(run_pam_login(through(alone(by_both()))).authenticate, PAM_SUCCESS);
}

TEST_F(Doors, TheBusCarriesAWholeDialogue) {
    auto fake = on_bus({prompt("Code: "), step({{"info", "w"}}, "wait", ""), verdict("granted")});
    auto login = through(alone(by_bus(bus_)));
    login.replies = {"123456"};
    EXPECT_EQ(run_pam_login(login).authenticate, PAM_SUCCESS);
    EXPECT_EQ(fake.expect_call("Reply")["text"], "123456");
}

TEST_F(Doors, TheSystemBusIsTheOneOfTheEnvironment) {
    const auto fake = on_bus({verdict("granted")});
    setenv("DBUS_SYSTEM_BUS_ADDRESS", bus_.address().c_str(), 1);
    const auto result = run_pam_login(through(alone("socket=" + socket())));
    unsetenv("DBUS_SYSTEM_BUS_ADDRESS");
    EXPECT_EQ(pam_name(result.authenticate), "PAM_SUCCESS");
}

TEST_F(Doors, TheBusIsTakenWhereNobodyHoldsTheSocketAnyMore) {
    (void)listen_without_accepting(socket(), 100);  // the file stays
    const auto fake = on_bus({verdict("granted")});
    EXPECT_EQ(run_pam_login(through(alone(by_both()))).authenticate, PAM_SUCCESS);
}

// The bus has 256 places for root: they are not for those who wait for a busy daemon.
TEST_F(Doors, ASocketThatNeverAcceptsIsNotLeftForTheBus) {
    const auto listener = listen_without_accepting(socket(), 100);
    const auto fake = on_bus({verdict("granted")});
    expect_unavailable(by_both("timeout=1"));
}

TEST_F(Doors, ASocketWithAFullQueueIsNotLeftForTheBus) {
    const auto listener = listen_without_accepting(socket(), 0);
    std::vector<UniqueFd> queue;
    do
        queue.push_back(connect_to(socket()));
    while (queue.back().get() >= 0);
    const auto fake = on_bus({verdict("granted")});
    expect_unavailable(by_both("timeout=1"));

    auto login = log_in_meanwhile(by_both());
    for (queue.pop_back(); !queue.empty(); queue.pop_back())
        UniqueFd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)).reset();
    const FakeDaemon at_socket({.socket = "", .bus = "", .listener = listener.get()},
                               {verdict("denied")});
    EXPECT_EQ(pam_name(login.get().authenticate), "PAM_AUTH_ERR");
}

// A restart lets the last logins of the old daemon finish; systemd holds the socket meanwhile.
TEST_F(Doors, ANextDaemonIsWaitedForAtTheSocketThatStands) {
    const auto listener = listen_without_accepting(socket(), 100);
    const auto at_bus = on_bus({verdict("denied")});
    auto login = log_in_meanwhile(by_both());
    wait_for_knock(listener.get());
    const FakeDaemon next({.socket = "", .bus = "", .listener = listener.get()},
                          {verdict("granted")});
    EXPECT_EQ(pam_name(login.get().authenticate), "PAM_SUCCESS");
}

TEST_F(Doors, ADaemonThatHangsUpAtTheDoorIsFollowedByTheNext) {
    const auto listener = listen_without_accepting(socket(), 100);
    const auto at_bus = on_bus({verdict("denied")});
    auto login = log_in_meanwhile(by_both());
    wait_for_knock(listener.get());
    UniqueFd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)).reset();
    const FakeDaemon next({.socket = "", .bus = "", .listener = listener.get()},
                          {verdict("granted")});
    EXPECT_EQ(pam_name(login.get().authenticate), "PAM_SUCCESS");
}

TEST_F(Doors, ADaemonThatStopsOrDiesBeforeTheLoginBeganIsLeftForTheNext) {
    const auto listener = listen_without_accepting(socket(), 100);
    for (const json& end :
         {json{{"error", protocol::error_stopping}, {"exit_after", true}}, json{{"exit", true}}}) {
        FakeDaemon first({.socket = "", .bus = "", .listener = listener.get()}, {end});
        auto login = log_in_meanwhile(by_both());
        first.expect_call("StartLogin");
        first.process().wait(never_hangs);
        const FakeDaemon next({.socket = "", .bus = "", .listener = listener.get()},
                              {verdict("denied")});
        EXPECT_EQ(pam_name(login.get().authenticate), "PAM_AUTH_ERR") << end;
    }
}

TEST_F(Doors, BothStuckEndsInTime) {
    const auto listener = listen_without_accepting(socket(), 100);
    freeze(bus_.process());
    expect_unavailable(by_both("timeout=6"));
    expect_unavailable(by_both("timeout=1"));
}

TEST_F(Doors, AStoppedBusDoesNotMatterWhereThereIsTheSocket) {
    freeze(bus_.process());
    const auto fake = daemon({verdict("granted")});
    EXPECT_EQ(run_pam_login(through(alone(by_both()))).authenticate, PAM_SUCCESS);
}

TEST_F(Doors, AStoppedDaemonEndsInTime) {
    FakeDaemon fake({.socket = socket(), .bus = bus_.address()}, {verdict("granted")});
    freeze(fake.process());
    expect_unavailable(by_both("timeout=4"));
    expect_unavailable(by_socket("timeout=1"));
    expect_unavailable(by_bus(bus_, "timeout=1"));
}

TEST_F(Doors, ABusStoppedInTheMiddleEndsInTime) {
    const auto fake = on_bus({prompt("Code: "), verdict("granted")});
    auto login = through(alone(by_bus(bus_, "timeout=1")));
    login.answer = [this](int style, const std::string&) {
        if (style == PAM_PROMPT_ECHO_ON) freeze(bus_.process());
        return std::optional<std::string>{"123456"};
    };
    const auto result = run_pam_login(login);
    EXPECT_EQ(pam_name(result.authenticate), "PAM_AUTHINFO_UNAVAIL");
    EXPECT_LT(result.time, never_hangs);
}

TEST_F(Doors, ABusWithoutTheDaemonIsUnavailable) {
    expect_unavailable(by_bus(bus_));
}

TEST_F(Doors, ADaemonThatIsStoppingIsUnavailableWhereThereIsNoSocketToWaitAt) {
    const auto fake = on_bus({json{{"error", protocol::error_stopping}}});
    expect_unavailable(by_bus(bus_));
}

TEST_F(Doors, NoDoorIsUnavailable) {
    expect_unavailable("socket=/nonexistent bus=unix:path=/nonexistent");
    expect_unavailable("socket= bus=");
    expect_unavailable("bus= socket=/" + std::string(200, 'x'));
    expect_unavailable("socket= bus=nonsense");
}

// A daemon that took its place would otherwise be asked about a login that it never saw.
TEST_F(Doors, ADialogueStaysWithTheDaemonItBeganWith) {
    std::optional<FakeDaemon> first(std::in_place,
                                    FakeDaemon::Doors{.socket = "", .bus = bus_.address()},
                                    Script{prompt("Code: "), verdict("granted")});
    std::optional<FakeDaemon> second;
    auto login = through(alone(by_bus(bus_, "timeout=5")));
    login.answer = [&](int style, const std::string&) {
        if (style != PAM_PROMPT_ECHO_ON) return std::optional<std::string>{};
        first.reset();
        second.emplace(FakeDaemon::Doors{.socket = "", .bus = bus_.address()},
                       Script{verdict("granted")});
        return std::optional<std::string>{"123456"};
    };
    EXPECT_EQ(pam_name(run_pam_login(login).authenticate), "PAM_AUTHINFO_UNAVAIL");
}

}  // namespace
}  // namespace okta_factor::test
