// SPDX-License-Identifier: MIT
#include "daemon/loop/worker.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

namespace okta_factor::loop {
namespace {

using namespace std::chrono_literals;

class WorkerTest : public testing::Test {
  protected:
    EventLoop loop_;
    std::string log_;
    ScheduledCall guard_ = loop_.call_at(loop_.now() + 20s, [this] { loop_.stop(1); });

    template <class Work>
    Task<void> note(Worker& worker, Work work) {
        auto working = worker.run(std::move(work));
        log_ += co_await working;
        if (--expected_ == 0) loop_.stop(0);
    }
    int expected_ = 1;
};

TEST_F(WorkerTest, ResumesFromTheLoopWithTheResultOfAnotherThread) {
    Worker worker{loop_};
    const auto here = std::this_thread::get_id();
    std::thread::id there, back;
    const auto task = [&]() -> Task<void> {
        auto work = [] { return std::this_thread::get_id(); };
        auto working = worker.run(std::move(work));
        there = co_await working;
        back = std::this_thread::get_id();
        loop_.stop(0);
    };
    const Root root{loop_, "test", task()};
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_NE(there, here);
    EXPECT_EQ(back, here);
}

TEST_F(WorkerTest, WorksInTheOrderOfTheCalls) {
    Worker worker{loop_};
    std::vector<Root> roots;
    expected_ = 20;
    std::string order;
    for (char name = 'a'; name < 'a' + expected_; ++name)
        order += name;
    std::string done;
    for (const char name : order)
        roots.emplace_back(loop_, note(worker, [name, &done] { return done += name; }),
                           std::function<void(std::exception_ptr)>{});
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_EQ(done, order);
}

TEST_F(WorkerTest, HandsOnWhatTheWorkThrew) {
    Worker worker{loop_};
    auto work = []() -> std::string { throw std::runtime_error("no disk"); };
    const Root root{loop_, note(worker, work), [this](const std::exception_ptr& error) {
                        EXPECT_THROW(std::rethrow_exception(error), std::runtime_error);
                        loop_.stop(0);
                    }};
    EXPECT_EQ(loop_.run(), 0);
}

TEST_F(WorkerTest, NeverResumesACoroutineThatIsGoneAndStillDoesItsWork) {
    Worker worker{loop_};
    std::promise<void> gone;
    std::promise<void> done;
    auto work = [left = gone.get_future().share(), &done] {
        left.wait();
        done.set_value();
        return std::string{"never"};
    };
    std::optional<Root> root{std::in_place, loop_, note(worker, work),
                             std::function<void(std::exception_ptr)>{}};
    root.reset();
    gone.set_value();
    const Root next{loop_, note(worker, [] { return std::string{"next"}; }), {}};
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_EQ(log_, "next");
    EXPECT_EQ(done.get_future().wait_for(0s), std::future_status::ready);
}

TEST_F(WorkerTest, NeverResumesACoroutineThatGoesAfterItsWorkIsDone) {
    Worker worker{loop_};
    std::promise<void> done;
    auto work = [&done] {
        done.set_value();
        return std::string{"never"};
    };
    std::optional<Root> root{std::in_place, loop_, note(worker, work),
                             std::function<void(std::exception_ptr)>{}};
    done.get_future().wait();
    root.reset();
    const auto end = loop_.call_at(loop_.now() + 20ms, [&] { loop_.stop(0); });
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_EQ(log_, "");
}

TEST_F(WorkerTest, DoesWhatWasHandedOverBeforeItGoes) {
    int done = 0;
    {
        Worker worker{loop_};
        for (int i = 0; i < 50; ++i) {
            const Root root{loop_, "test", note(worker, [&done] {
                                ++done;
                                return 'x';
                            })};
        }
    }
    EXPECT_EQ(done, 50);
}

TEST_F(WorkerTest, FreesWhatTheWorkOwnedBeforeItIsAwaited) {
    Worker worker{loop_};
    const auto ours = std::make_shared<int>(1);
    auto work = [owned = ours] { return std::string{"done"}; };
    const Root root{loop_, "test", note(worker, std::move(work))};
    EXPECT_EQ(loop_.run(), 0);
    EXPECT_EQ(ours.use_count(), 1);
}

struct Lines final : Log {
    std::string text;
    std::function<void()> written;

  private:
    void write(int, std::string_view line) noexcept override {
        text += line;
        written();
    }
};

TEST(WorkerFaults, AreLoggedWhereNobodyWaitsForTheWorkAnyMore) {
    Lines log;
    EventLoop loop{&log};
    log.written = [&] { loop.stop(0); };
    const auto guard = loop.call_at(loop.now() + 20s, [&] { loop.stop(1); });
    Worker worker{loop};
    const auto fails = [](Worker& disk) -> Task<void> {
        auto work = []() -> int { throw std::runtime_error("no disk"); };
        auto working = disk.run(std::move(work));
        co_await working;
    };
    { const Root abandoned{loop, "test", fails(worker)}; }
    EXPECT_EQ(loop.run(), 0);
    EXPECT_EQ(log.text, "Internal error in work that nobody waits for any more: no disk");
}

}  // namespace
}  // namespace okta_factor::loop
