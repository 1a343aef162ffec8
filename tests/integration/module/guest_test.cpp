// SPDX-License-Identifier: MIT
// The module leaves the host's process as it found it, after every outcome and after many.
#include <dlfcn.h>
#include <malloc.h>
#include <sys/stat.h>
#include <syslog.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <memory>
#include <set>

#include "tests/integration/module/module_test.h"

extern char** environ;

#if defined(OKTA_FACTOR_SANITIZED)
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace okta_factor::test {
namespace {

std::set<std::string> open_descriptors() {
    std::set<std::string> result;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code closed;  // the iterator's own
        const auto target = std::filesystem::read_symlink(entry.path(), closed);
        if (!closed && target.string().find("/fd") == std::string::npos)
            result.insert(entry.path().filename().string() + " " + target.string());
    }
    return result;
}

/// What a host may rely on to be the same after PAM returned.
struct Surroundings {
    std::set<std::string> descriptors = open_descriptors();
    std::vector<std::string> variables;
    std::string directory = std::filesystem::current_path().string();
    mode_t mask = umask(0);
    std::vector<bool> blocked, handled;

    Surroundings() {
        umask(mask);
        for (char** entry = environ; *entry; ++entry)
            variables.emplace_back(*entry);
        sigset_t signals;
        pthread_sigmask(SIG_BLOCK, nullptr, &signals);
        for (int number = 1; number < NSIG; ++number) {
            struct sigaction action {};
            sigaction(number, nullptr, &action);
            blocked.push_back(sigismember(&signals, number) == 1);
            handled.push_back(action.sa_handler != SIG_DFL);
        }
    }
    bool operator==(const Surroundings&) const = default;
};

std::size_t allocated_bytes() {
#if defined(OKTA_FACTOR_SANITIZED)
    return __sanitizer_get_current_allocated_bytes();
#else
    return mallinfo2().uordblks;
#endif
}

class Guest : public ModuleTest {
  protected:
    Guest() {
        // libc keeps its connection to the log; it is not the module's.
        openlog(nullptr, LOG_NDELAY, LOG_AUTHPRIV);
        const auto fake = daemon({verdict("granted")});
        (void)run_pam_login(through(alone(by_socket())));
    }
    void expect_no_trace(const Script& script, const std::string& options,
                         const std::string& reply = "123456") const {
        const auto fake = daemon(script);
        auto login = through(alone(options));
        login.replies = {reply, reply};
        const Surroundings before;
        const auto result = run_pam_login(login);
        const Surroundings after;
        EXPECT_EQ(before.descriptors, after.descriptors) << json(script);
        EXPECT_TRUE(before == after) << json(script) << pam_name(result.authenticate);
    }
};

TEST_F(Guest, LeavesNoTraceAfterAnyOutcome) {
    for (const char* word :
         {"granted", "skipped", "denied", "denied-final", "unavailable", "cancelled", "nonsense"})
        expect_no_trace({verdict(word)}, by_socket());
    expect_no_trace({prompt("Code: "), verdict("granted")}, by_socket());
    expect_no_trace({prompt("Code: "), prompt("Again: "), verdict("granted")}, by_socket());
    expect_no_trace({prompt("Root's code: "), verdict("denied-final")}, by_socket(), "root");
    expect_no_trace({prompt("Root's code: "), just("nothing")}, by_socket("timeout=1"), "root");
    expect_no_trace({step({}, "wait", ""), just("nothing")}, by_socket("timeout=1"));
    expect_no_trace({just("exit")}, by_socket());
    expect_no_trace({just("disconnect")}, by_socket());
    expect_no_trace({json{{"error", "org.example.Error"}}}, by_socket());
    expect_no_trace({}, "socket=/nonexistent bus=unix:path=/nonexistent");
    expect_no_trace({}, "socket=/nonexistent bus=nonsense timeout=no unknown");
}

TEST_F(Guest, LeavesNoTraceOverTheBus) {
    const PrivateBus bus;
    const FakeDaemon fake({.socket = "", .bus = bus.address()},
                          {prompt("Code: "), verdict("granted")});
    auto login = through(alone(by_bus(bus)));
    login.replies = {"123456"};
    const Surroundings before;
    EXPECT_EQ(run_pam_login(login).authenticate, PAM_SUCCESS);
    EXPECT_TRUE(before == Surroundings{});
}

/// A leak comes back with the logins, thousand after thousand; what libc or libsystemd caches comes
/// once, whenever they first need it. So most of these blocks must not have grown by a byte.
TEST_F(Guest, ManyLoginsLeakNothing) {
#if defined(OKTA_FACTOR_SANITIZED)
    constexpr int logins_per_block = 100;
    // Kept loaded, for libc grows a little each time that instrumented libraries come and go.
    const std::unique_ptr<void, int (*)(void*)> kept{dlopen(OKTA_FACTOR_MODULE, RTLD_NOW), dlclose};
#else
    constexpr int logins_per_block = 1000;
#endif
    constexpr std::size_t blocks = 10;
    const FakeDaemon fake({.socket = socket(), .bus = ""}, {prompt("Code: "), verdict("granted")},
                          false);
    auto login = through(alone(by_socket()));
    login.replies = {"123456"};
    const auto run = [&login](int times) {
        for (int i = 0; i < times; ++i)
            ASSERT_EQ(run_pam_login(login).authenticate, PAM_SUCCESS);
    };
    run(100);
    const auto descriptors_before = open_descriptors();
    std::array<std::size_t, blocks + 1> bytes{allocated_bytes()};
    for (std::size_t block = 1; block <= blocks; ++block) {
        run(logins_per_block);
        bytes[block] = allocated_bytes();
    }
    std::size_t grown = 0;
    for (std::size_t block = 1; block <= blocks; ++block)
        grown += bytes[block] > bytes[block - 1] ? 1 : 0;
    EXPECT_LT(grown, blocks / 2) << testing::PrintToString(bytes);
    EXPECT_EQ(open_descriptors(), descriptors_before);
}

}  // namespace
}  // namespace okta_factor::test
