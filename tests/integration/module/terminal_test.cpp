// SPDX-License-Identifier: MIT
// A person whose terminal is gone: their login ends at once, and they are not let in.
#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <csignal>
#include <cstring>
#include <functional>
#include <set>

#include "tests/integration/module/module_test.h"
#include "tests/support/child_process.h"
#include "tests/support/unique_fd.h"

namespace okta_factor::test {
namespace {

/// A terminal; closing the master is closing its window.
struct Window {
    UniqueFd master, slave;
    std::string name;  // without /dev/

    Window() {
        int fds[2] = {-1, -1};
        char path[64]{};
        if (openpty(&fds[0], &fds[1], path, nullptr, nullptr) != 0)
            throw std::system_error(errno, std::generic_category(), "openpty");
        for (const int fd : fds)
            ::fcntl(fd, F_SETFD, FD_CLOEXEC);  // the fake daemon would hold it open
        master = UniqueFd(fds[0]);
        slave = UniqueFd(fds[1]);
        name = std::string(path).substr(std::strlen("/dev/"));
    }
};

std::set<int> numbers_in_use() {
    std::set<int> open;
    for (int fd = 0; fd < 1024; ++fd)
        if (::fcntl(fd, F_GETFD) >= 0) open.insert(fd);
    return open;
}

/// Whose terminal it is, as the host's process sees it.
enum class Holds { controlling_terminal, terminal_as_stdin };

class GoneTerminal : public ModuleTest {
  protected:
    /// Runs a login in a session of its own, which ignores SIGHUP as sudo (nearly) does.
    pid_t host(Window& window, Holds holds, PamLogin login) const {
        const pid_t child = ::fork();
        if (child != 0) return child;
        ::signal(SIGHUP, SIG_IGN);
        ::setsid();
        if (holds == Holds::controlling_terminal)
            ::ioctl(window.slave.get(), TIOCSCTTY, 0);
        else
            ::dup2(window.slave.get(), STDIN_FILENO);
        window.slave.reset();
        if (!login.answer) window.master.reset();
        const int master = window.master.get();
        auto before = numbers_in_use();
        const int result = run_pam_login(login).authenticate;
        if (window.master.get() < 0) before.erase(master);
        ::_exit(numbers_in_use() == before ? result : 255);
    }
    /// The name of the result that the login in `child` came to.
    static std::string result_of(pid_t child) {
        const auto status = wait_for_exit(child, never_hangs);
        if (!status) ::kill(child, SIGKILL);
        return status ? pam_name(*status) : "it hangs";
    }
    static void expect_abandoned(FakeDaemon& fake) {
        json call;
        while ((call = fake.next_call())["call"] != "Abandon")
            ASSERT_NE(call["call"], "gone") << "without a word";
        EXPECT_EQ(call["text"], "terminal");
    }
    PamLogin sudo(const Window& window) const {
        auto login = through(alone(by_socket("timeout=60")), "sudo");
        login.tty = "/dev/" + window.name;
        return login;
    }

    Window window_;
};

const Script waits{step({{"info", "Approve it on your phone."}}, "wait", ""), just("nothing")};

TEST_F(GoneTerminal, EndsAWait) {
    auto fake = daemon(waits);
    const pid_t child = host(window_, Holds::controlling_terminal, sudo(window_));
    fake.expect_call("Wait");
    window_ = {};
    EXPECT_EQ(result_of(child), "PAM_ABORT");
    expect_abandoned(fake);
}

TEST_F(GoneTerminal, EndsAWaitOfASudoWithoutAControllingTerminal) {
    auto fake = daemon(waits);
    const pid_t child = host(window_, Holds::terminal_as_stdin, sudo(window_));
    fake.expect_call("Wait");
    window_ = {};
    EXPECT_EQ(result_of(child), "PAM_ABORT");
    expect_abandoned(fake);
}

// A server that somebody started by hand: its terminal is not the terminal of who logs in.
TEST_F(GoneTerminal, IsNotWatchedWhereItIsNotThePersonsOwn) {
    auto fake = daemon({step({}, "wait", ""), verdict("granted")});
    auto login = sudo(window_);
    login.tty = "ftp";
    window_.master.reset();
    EXPECT_EQ(result_of(host(window_, Holds::terminal_as_stdin, login)), "PAM_SUCCESS");
}

TEST_F(GoneTerminal, LetsNothingBegin) {
    auto fake = daemon({verdict("granted")});
    window_.master.reset();
    EXPECT_EQ(result_of(host(window_, Holds::terminal_as_stdin, sudo(window_))), "PAM_ABORT");
}

/// The window closes while the host shows the last message, or while it asks.
TEST_F(GoneTerminal, IsLookedAtOnceMoreBeforeSomebodyIsLetIn) {
    for (const char* word : {"granted", "skipped"}) {
        Window window;
        const auto fake = daemon({verdict(word, {{"info", "2 recovery codes left."}})});
        auto login = sudo(window);
        login.answer = [&window](int, const std::string&) -> std::optional<std::string> {
            window.master.reset();
            return std::nullopt;
        };
        const pid_t child = host(window, Holds::controlling_terminal, login);
        window.master.reset();
        EXPECT_EQ(result_of(child), "PAM_ABORT") << word;
    }
}

TEST_F(GoneTerminal, IsTheReasonWhereAPromptFails) {
    auto fake = daemon({prompt("Code: ")});
    auto login = sudo(window_);
    login.answer = [this](int, const std::string&) -> std::optional<std::string> {
        window_.master.reset();
        return std::nullopt;
    };
    const pid_t child = host(window_, Holds::controlling_terminal, login);
    window_.master.reset();
    EXPECT_EQ(result_of(child), "PAM_ABORT");
    expect_abandoned(fake);
}

TEST_F(GoneTerminal, IsNotTheReasonWhereItStands) {
    auto fake = daemon({prompt("Code: ")});
    auto login = sudo(window_);
    login.answer = [](int, const std::string&) { return std::nullopt; };
    EXPECT_EQ(result_of(host(window_, Holds::controlling_terminal, login)), "PAM_CONV_ERR");
    fake.expect_call("Cancel");
}

}  // namespace
}  // namespace okta_factor::test
