// SPDX-License-Identifier: MIT
// The demonstration shows what it promises, and leaves the host as it was however it ends.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/temp_dir.h"
#include "tests/support/terminal.h"
#include "tests/system/own_namespaces.h"

namespace okta_factor::system_test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using std::string;
using test::ChildProcess;
using test::Command;
using test::Terminal;

string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// Every file below /etc with its mode, time of change and content.
std::map<string, string> state_of_etc() {
    std::map<string, string> state;
    for (const auto& entry : fs::recursive_directory_iterator("/etc")) {
        const auto status = entry.symlink_status();
        string about = std::to_string(static_cast<unsigned>(status.permissions()));
        if (fs::is_symlink(status))
            about += " -> " + fs::read_symlink(entry).string();
        else if (fs::is_regular_file(status))
            about += ' ' + std::to_string(entry.last_write_time().time_since_epoch().count()) +
                     ' ' + read(entry);
        state[entry.path()] = about;
    }
    return state;
}

class Demo : public testing::Test {
  protected:
    void SetUp() override {
        if (const auto why = why_no_own_namespaces(); !why.empty()) GTEST_SKIP() << why;
    }

    /// Like ./run-demo after it has built.
    [[nodiscard]] Command command() const {
        return {.arguments = {OKTA_FACTOR_DEMO, "--host-name", host_name_},
                .output = directory_ / "output"};
    }

    /// The processes that live in the demonstration's machine.
    [[nodiscard]] std::set<pid_t> processes_inside() const {
        std::set<pid_t> inside;
        for (const auto& entry : fs::directory_iterator("/proc")) {
            const string name = entry.path().filename();
            if (name.find_first_not_of("0123456789") != string::npos) continue;
            if (read(entry.path() / "root/etc/hostname") == host_name_ + '\n')
                inside.insert(std::stoi(name));
        }
        return inside;
    }

    /// Processes that were killed need a moment to be gone.
    [[nodiscard]] bool becomes_empty() const {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (!processes_inside().empty())
            if (std::chrono::steady_clock::now() > deadline) return false;
        return true;
    }

    [[nodiscard]] string output() const { return read(directory_ / "output"); }

  private:
    test::TempDir directory_{"okta-factor-demo-test"};
    string host_name_ = "demo-" + std::to_string(::getpid());
};

TEST_F(Demo, ShowsALoginAndASudoAndLeavesTheHostAsItWas) {
    const auto before = state_of_etc();
    ChildProcess demo(command());
    ASSERT_EQ(demo.wait(100s), 0) << output();
    EXPECT_EQ(state_of_etc(), before);
    EXPECT_EQ(processes_inside(), std::set<pid_t>{});

    const string shown = output();
    const auto login = shown.find("tap ");
    ASSERT_NE(login, string::npos) << shown;
    EXPECT_NE(shown.find("\nalice\n"), string::npos) << shown;
    const auto sudo = shown.find("tap ", shown.find("sudo id -un"));
    EXPECT_NE(sudo, string::npos) << shown;
    EXPECT_NE(shown.find("\nroot\n", sudo), string::npos) << shown;
}

TEST_F(Demo, LeavesNothingRunningWhenItIsKilled) {
    for (const int number : {SIGKILL, SIGTERM, SIGINT}) {
        Terminal demo(command());
        demo.expect("Your turn.", 100s);
        EXPECT_FALSE(processes_inside().empty());
        demo.signal(number);
        demo.finish();
        EXPECT_TRUE(becomes_empty()) << "after signal " << number;
    }
}

TEST_F(Demo, LetsThePersonAtTheTerminalTryIt) {
    Terminal demo(command());
    demo.expect("q  quit", 100s);
    demo.type("a");
    demo.expect("No push is waiting.");
    demo.type("m");
    demo.expect("No message has come.");
    demo.type("c");
    demo.expect("Okta Verify shows ");
    demo.type("q");
    EXPECT_EQ(demo.finish(), 0);
    EXPECT_TRUE(becomes_empty());
}

}  // namespace
}  // namespace okta_factor::system_test
