// SPDX-License-Identifier: MIT
// Ctrl-C in a host that blocks the signal while PAM runs, as sudo does.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <csignal>
#include <cstring>
#include <thread>

#include "tests/integration/module/module_test.h"

namespace okta_factor::test {
namespace {

class Interrupt : public ModuleTest, public testing::WithParamInterface<int> {
  protected:
    Interrupt() {
        sigemptyset(&signals_);
        sigaddset(&signals_, GetParam());
        pthread_sigmask(SIG_BLOCK, &signals_, &before_);
    }
    ~Interrupt() override {
        consume();
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

    /// Takes the signal; false if it is not pending (any more).
    bool consume() const {
        constexpr timespec at_once{};
        return sigtimedwait(&signals_, nullptr, &at_once) == GetParam();
    }

    sigset_t signals_{};
    sigset_t before_{};
};

INSTANTIATE_TEST_SUITE_P(Each, Interrupt, testing::Values(SIGINT, SIGQUIT),
                         [](const auto& which) { return which.param == SIGINT ? "INT" : "QUIT"; });

TEST_P(Interrupt, EndsAWaitAndIsLeftForTheHost) {
    auto fake =
        daemon({step({{"info", "Approve it on your phone."}}, "wait", ""), just("nothing")});
    std::thread person([&fake, signal = GetParam()] {
        fake.expect_call("Wait");
        kill(getpid(), signal);
    });
    const auto result = run_pam_login(through(alone(by_socket("timeout=60")), "sudo"));
    person.join();
    EXPECT_EQ(pam_name(result.authenticate), "PAM_ABORT");
    EXPECT_LT(result.time, never_hangs);
    EXPECT_THAT(result.texts(), testing::ElementsAre("Approve it on your phone."));
    EXPECT_TRUE(consume()) << "the signal must still be pending for the host to see";
    fake.expect_call("Cancel");
}

TEST_P(Interrupt, EndsTheWaitAtASocketThatDoesNotAnswer) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, socket().c_str());
    const UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listener.get(), 10), 0);
    std::thread person([&listener, signal = GetParam()] {
        pollfd knock{listener.get(), POLLIN, 0};
        EXPECT_EQ(::poll(&knock, 1, 30'000), 1);
        kill(getpid(), signal);
    });
    const auto result = run_pam_login(through(alone(by_socket("timeout=60")), "sudo"));
    person.join();
    EXPECT_EQ(pam_name(result.authenticate), "PAM_ABORT");
    EXPECT_LT(result.time, never_hangs);
    EXPECT_TRUE(consume());
}

TEST_P(Interrupt, LetsNothingBegin) {
    kill(getpid(), GetParam());
    const auto fake = daemon({verdict("granted")});
    const auto result = run_pam_login(through(alone(by_socket("timeout=60")), "sudo"));
    EXPECT_EQ(pam_name(result.authenticate), "PAM_ABORT");
    EXPECT_THAT(result.messages, testing::IsEmpty());
    EXPECT_TRUE(consume());
}

/// SIGTERM in a host that catches it and looks at it later, as sudo does.
class Termination : public ModuleTest {
  protected:
    Termination() {
        caught = 0;
        struct sigaction action {};
        action.sa_handler = [](int) { caught = 1; };
        sigaction(SIGTERM, &action, &before_);
    }
    ~Termination() override { sigaction(SIGTERM, &before_, nullptr); }

    static volatile sig_atomic_t caught;
    struct sigaction before_ {};
};
volatile sig_atomic_t Termination::caught = 0;

TEST_F(Termination, EndsAWaitAndReachesTheHost) {
    auto fake =
        daemon({step({{"info", "Approve it on your phone."}}, "wait", ""), just("nothing")});
    const pthread_t host = pthread_self();
    std::thread person([&fake, host] {
        fake.expect_call("Wait");
        pthread_kill(host, SIGTERM);
    });
    const auto result = run_pam_login(through(alone(by_socket("timeout=60")), "sudo"));
    person.join();
    EXPECT_EQ(pam_name(result.authenticate), "PAM_ABORT");
    EXPECT_LT(result.time, never_hangs);
    EXPECT_EQ(caught, 1) << "the host must get its signal";
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    EXPECT_EQ(sigismember(&blocked, SIGTERM), 0);
    fake.expect_call("Cancel");
}

TEST_F(Termination, IsIgnoredWhereTheHostIgnoresIt) {
    ::signal(SIGTERM, SIG_IGN);
    auto fake = daemon({step({}, "wait", ""),
                        {{"messages", json::array()},
                         {"expects", "done"},
                         {"verdict", "granted"},
                         {"delay_ms", 100}}});
    const pthread_t host = pthread_self();
    std::thread person([&fake, host] {
        fake.expect_call("Wait");
        pthread_kill(host, SIGTERM);
    });
    const auto result = run_pam_login(through(alone(by_socket("timeout=60")), "sudo"));
    person.join();
    EXPECT_EQ(pam_name(result.authenticate), "PAM_SUCCESS");
}

}  // namespace
}  // namespace okta_factor::test
