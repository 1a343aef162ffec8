// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/temp_dir.h"
#include "tests/support/terminal.h"

namespace okta_factor::test {
namespace {

using namespace std::chrono_literals;

Command shell(const std::string& script) {
    return {.arguments = {"/bin/sh", "-c", script}};
}

TEST(Terminal, ShowsWhatTheProgramSaysAndWhatIsTyped) {
    Terminal terminal(shell("printf 'Name: '; read name; echo Hello $name; exit 3"));
    terminal.expect("Name: ");
    terminal.enter("alice");
    EXPECT_EQ(terminal.finish(), 3);
    EXPECT_EQ(terminal.transcript(), "Name: alice\nHello alice\n");
}

TEST(Terminal, CtrlCInterruptsTheProgram) {
    Terminal terminal(
        shell("trap 'echo caught; exit 4' INT; echo ready; while :; do sleep 0.1; done"));
    terminal.expect("ready");
    terminal.interrupt();
    EXPECT_EQ(terminal.finish(), 4);
    EXPECT_NE(terminal.transcript().find("caught"), std::string::npos);
}

TEST(Terminal, TellsTheTextsThatMayComeApart) {
    Terminal terminal(shell("echo one two"));
    EXPECT_EQ(terminal.expect_any({"two", "one"}), 1U);
    EXPECT_EQ(terminal.expect_any({"one", "two"}), 1U);
}

TEST(Terminal, FailsWithTheTranscriptWhenTheTextDoesNotCome) {
    Terminal ended(shell("echo something else"));
    EXPECT_THROW(ended.expect("this"), std::runtime_error);
    Terminal silent(shell("echo so far; exec sleep 60"));
    try {
        silent.expect("this", 100ms);
        FAIL() << "expected it to give up";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("so far"), std::string::npos);
    }
}

TEST(ChildProcess, SaysHowItEnded) {
    ChildProcess exits({.arguments = {"sh", "-c", "exit 5"}});
    EXPECT_EQ(exits.wait(30s), 5);
    EXPECT_EQ(exits.wait(0s), 5);
    ChildProcess killed({.arguments = {"sleep", "60"}});
    EXPECT_TRUE(killed.running());
    killed.signal(SIGKILL);
    EXPECT_EQ(killed.wait(30s), 128 + SIGKILL);
    EXPECT_FALSE(killed.running());
    ChildProcess missing({.arguments = {"/nonexistent"}});
    EXPECT_EQ(missing.wait(30s), 127);
}

TEST(ChildProcess, StopsWhatDoesNotWantTo) {
    const TempDir directory;
    ChildProcess stubborn(
        {.arguments = {"sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done"},
         .output = directory / "log"});
    while (std::ifstream(directory / "log").peek() == EOF)
        ASSERT_TRUE(stubborn.running());
    EXPECT_EQ(stubborn.stop(50ms), 128 + SIGKILL);
}

TEST(ChildProcess, GetsTheEnvironmentAndTheSocketsItIsGiven) {
    const TempDir directory;
    const UniqueFd socket(::dup(STDIN_FILENO));
    ChildProcess child({.arguments = {"/bin/sh", "-c",
                                      "echo $NAME $LISTEN_FDS $(($LISTEN_PID - $$)) $HOME; "
                                      "test -e /proc/self/fd/3"},
                        .environment = {{{"NAME", "value"}}},
                        .output = directory / "log",
                        .listen_fds = {socket.get()}});
    EXPECT_EQ(child.wait(30s), 0);
    std::stringstream log;
    log << std::ifstream(directory / "log").rdbuf();
    EXPECT_EQ(log.str(), "value 1 0\n");
}

TEST(TempDir, IsGoneWithItsOwner) {
    std::filesystem::path path;
    {
        const TempDir directory;
        path = directory.path();
        std::ofstream(directory / "file") << "text";
        EXPECT_TRUE(std::filesystem::exists(path / "file"));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace okta_factor::test
