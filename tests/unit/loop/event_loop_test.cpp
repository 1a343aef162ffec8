// SPDX-License-Identifier: MIT
#include "daemon/loop/event_loop.h"

#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "daemon/loop/awaitables.h"

namespace okta_factor::loop {
namespace {

using namespace std::chrono_literals;

class EventLoopTest : public testing::Test {
  protected:
    EventLoop loop_;
    std::string log_;
    // Ends a loop that would otherwise hang: the test then fails by its exit code.
    ScheduledCall guard_ = loop_.call_at(loop_.now() + 20s, [this] { loop_.stop(1); });
};

TEST_F(EventLoopTest, CallsByTimeAndSoonFirst) {
    const auto later = loop_.call_at(loop_.now() + 30ms, [&] {
        log_ += 'c';
        loop_.stop(0);
    });
    const auto sooner = loop_.call_at(loop_.now() + 5ms, [&] { log_ += 'b'; });
    const auto soon = loop_.call_soon([&] { log_ += 'a'; });
    EXPECT_EQ(log_, "");
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_EQ(log_, "abc");
}

TEST_F(EventLoopTest, ATimeInThePastIsCalledFromTheLoop) {
    const auto call = loop_.call_at(loop_.now() - 1h, [&] {
        log_ += 'p';
        loop_.stop(0);
    });
    EXPECT_EQ(log_, "");
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_EQ(log_, "p");
}

TEST_F(EventLoopTest, ADeadlineOfAPeerComesAfterWhatThePeerSent) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    ASSERT_EQ(write(ends[1], "xxx", 3), 3);
    const auto deadline = loop_.call_after_arrivals(loop_.now() - 1s, [&] {
        log_ += 'd';
        loop_.stop(0);
    });
    const auto arrivals = loop_.watch(ends[0], EPOLLIN, [&](unsigned) {
        char byte = 0;
        if (read(ends[0], &byte, 1) == 1) log_ += byte;
    });
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_EQ(log_, "xxxd");
    close(ends[0]);
    close(ends[1]);
}

TEST_F(EventLoopTest, ADestroyedCallNeverComes) {
    auto soon = loop_.call_soon([&] { log_ += 's'; });
    auto timed = loop_.call_at(loop_.now(), [&] { log_ += 't'; });
    soon.reset();
    timed.reset();
    const auto end = loop_.call_at(loop_.now() + 10ms, [&] { loop_.stop(0); });
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_EQ(log_, "");
}

TEST_F(EventLoopTest, ACallMayDestroyItself) {
    ScheduledCall call;
    call = loop_.call_soon([&] {
        call.reset();
        log_ += 'x';
        loop_.stop(0);
    });
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_EQ(log_, "x");
}

TEST_F(EventLoopTest, AnExceptionInACallDoesNotEndTheLoop) {
    const auto bad =
        loop_.call_soon([] { throw std::runtime_error("a bug, told to the journal"); });
    const auto good = loop_.call_at(loop_.now() + 5ms, [&] { loop_.stop(7); });
    EXPECT_EQ(loop_.run(), 7);
}

TEST_F(EventLoopTest, WatchTellsWhatIsReadyAndMayDropItself) {
    const int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    ASSERT_GE(fd, 0);
    unsigned seen = 0;
    EventSource source;
    source = loop_.watch(fd, EPOLLIN, [&](unsigned revents) {
        source.reset();
        seen = revents;
        loop_.stop(0);
    });
    const auto write_it = loop_.call_soon([&] { EXPECT_EQ(eventfd_write(fd, 1), 0); });
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_EQ(seen, EPOLLIN);
    close(fd);
}

struct LastLine final : Log {
    std::string text;

  private:
    void write(int priority, std::string_view line) noexcept override {
        text = std::to_string(priority) + ' ' + std::string{line};
    }
};

TEST(EventLoopFaults, AreLoggedWithTheHandlerThatThrewAndTheLoopGoesOn) {
    LastLine log;
    EventLoop loop{&log};
    const auto guard = loop.call_at(loop.now() + 20s, [&] { loop.stop(1); });
    const int fd = eventfd(1, EFD_CLOEXEC);
    EventSource source;
    std::string lines;
    const auto note = [&] { lines += std::exchange(log.text, "") + '\n'; };
    const auto soon = loop.call_soon([] { throw std::runtime_error("soon"); });
    const auto timed = loop.call_at(loop.now() + 1ms, [&] {
        note();
        source = loop.watch(fd, EPOLLIN, [&](unsigned) {
            source.reset();
            throw 7;
        });
        throw std::runtime_error("timed");
    });
    const auto end = loop.call_at(loop.now() + 20ms, [&] {
        note();
        loop.stop(0);
    });
    EXPECT_EQ(loop.run(), 0);
    EXPECT_EQ(lines.rfind("3 Internal error in okta_factor::loop::", 0), 0U) << lines;
    EXPECT_NE(lines.find("AreLoggedWithTheHandler"), std::string::npos) << lines;
    EXPECT_NE(lines.find(": soon\n"), std::string::npos) << lines;
    EXPECT_NE(lines.find(": unknown exception\n"), std::string::npos) << lines;
    close(fd);
}

TEST_F(EventLoopTest, SignalsArriveAsCalls) {
    sigset_t set;
    sigset_t before;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &set, &before), 0);
    {
        const auto source = loop_.on_signal(SIGUSR1, [&] { loop_.stop(3); });
        ASSERT_EQ(kill(getpid(), SIGUSR1), 0);
        EXPECT_EQ(loop_.run(), 3);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Task<void> three_naps(Executor& executor, std::string& log) {
    for (int i = 0; i < 3; ++i) {
        Sleep nap{executor, executor.now() + 2ms};
        co_await nap;
        log += 'z';
    }
}

TEST_F(EventLoopTest, CarriesACoroutineToItsEnd) {
    const Root root{loop_, three_naps(loop_, log_), [&](std::exception_ptr) { loop_.stop(0); }};
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_EQ(log_, "zzz");
}

}  // namespace
}  // namespace okta_factor::loop
