// SPDX-License-Identifier: MIT
// A window that is closed, or a process that is told to end, while real sudo waits for a phone:
// nobody who is gone is let in.
#include <csignal>
#include <filesystem>
#include <ostream>

#include "tests/system/system_test.h"

namespace okta_factor::system_test {
namespace {

constexpr char ran[] = "/run/the-command-ran";

class GoneTerminal : public SystemTest {
  protected:
    /// Types it into a window, and waits until frank's phone rings.
    std::unique_ptr<test::Terminal> rings(const std::string& line, const std::string& user) {
        auto terminal = types(line, user);
        terminal->expect("Old phone");
        EXPECT_TRUE(phone().wait_for_push("frank@acme.com"));
        return terminal;
    }
    /// The push was taken back, so the approval comes too late.
    void expect_too_late(const std::string& reason) {
        EXPECT_TRUE(phone().wait_for_request("DELETE", "/transactions/"));
        EXPECT_THROW(phone().approve("frank@acme.com"), std::runtime_error);
        EXPECT_EQ(asked("POST", "/verify"), 1) << "sudo sent a second push";
        EXPECT_EQ(recorded("frank", "REASON"), std::vector{reason});
        EXPECT_FALSE(std::filesystem::exists(ran));
    }
};

struct Line {
    const char* name;
    const char* user;
    const char* text;
};
void PrintTo(const Line& line, std::ostream* out) {
    *out << line.name;
}

class ClosedWindow : public GoneTerminal, public testing::WithParamInterface<Line> {};

TEST_P(ClosedWindow, EndsTheWaitAndTakesThePushBack) {
    const auto terminal = rings(GetParam().text, GetParam().user);
    const auto before = std::chrono::steady_clock::now();
    (void)terminal->hang_up();
    expect_too_late("terminal-gone");
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(10));
}

INSTANTIATE_TEST_SUITE_P(
    Of, ClosedWindow,
    testing::Values(Line{"sudo", "frank", "sudo touch /run/the-command-ran"},
                    Line{"sudo_in_a_shell", "frank",
                         "sh -c 'trap \"\" HUP; sudo touch /run/the-command-ran; exit 1'"},
                    Line{"sudo_in_runuser", "root",
                         "runuser -u frank -- sudo touch /run/the-command-ran"},
                    Line{"sudo_in_setsid", "frank", "setsid -w sudo touch /run/the-command-ran"}),
    [](const auto& line) { return std::string{line.param.name}; });

TEST_F(GoneTerminal, AtAPromptEndsTheLogin) {
    const auto terminal = types("sudo touch /run/the-command-ran", "bob");
    terminal->expect("Code from Okta Verify: ");
    (void)terminal->hang_up();
    EXPECT_FALSE(std::filesystem::exists(ran));
    EXPECT_EQ(machine().daemon().stop(std::chrono::seconds(30)), 0);  // the record is written
    EXPECT_EQ(recorded("bob", "REASON"), std::vector<std::string>{"terminal-gone"});
}

TEST_F(GoneTerminal, ASudoThatIsToldToEndDoesSoAtOnce) {
    const auto terminal = rings("sudo touch /run/the-command-ran", "frank");
    terminal->signal(SIGTERM);
    EXPECT_NE(terminal->finish(), 0);
    expect_too_late("cancelled");
}

}  // namespace
}  // namespace okta_factor::system_test
