// SPDX-License-Identifier: MIT
#include "tests/bench/fleet_simulation.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <queue>
#include <random>

namespace okta_factor::bench {
namespace {

using std::chrono::duration_cast;
using Seconds = std::chrono::duration<double>;

constexpr milliseconds window{60'000};
constexpr milliseconds round_trip{80};
constexpr milliseconds login_timeout{60'000};

// Okta's: so many requests in each minute of the wall clock, refused ones count for nothing.
class Bucket {
  public:
    explicit Bucket(int per_minute) : limit_(per_minute) {}
    bool take(milliseconds now) {
        if (now / window != minute_) {
            minute_ = now / window;
            used_ = 0;
        }
        if (used_ >= limit_) return false;
        ++used_;
        return true;
    }
    [[nodiscard]] int limit() const { return limit_; }
    [[nodiscard]] int remaining() const { return limit_ - used_; }
    [[nodiscard]] static milliseconds until_reset(milliseconds now) {
        return window - now % window;
    }

  private:
    int limit_;
    int used_ = 0;
    long minute_ = -1;
};

struct Daemon {
    int active = 0;
    int remaining = 0;  // as the last answer said
    milliseconds seen_at{-1};
};

enum class Step { list, challenge, poll, confirm };

struct Push {
    int daemon = 0;
    Step step = Step::list;
    milliseconds began{}, sent{}, approved{};
    std::optional<milliseconds> told_to_wait;
};

struct Event {
    milliseconds at;
    std::size_t push;
    bool operator>(const Event& other) const { return at > other.at; }
};

class Simulation {
  public:
    Simulation(int daemons, const Load& load, const Strategy& strategy, int bucket,
               std::uint32_t seed)
        : load_(load),
          strategy_(strategy),
          bucket_(bucket),
          random_(seed),
          daemons_(static_cast<std::size_t>(daemons)) {}

    Figures run() {
        schedule_logins();
        while (!events_.empty()) {
            const auto event = events_.top();
            events_.pop();
            advance(event.push, event.at);
        }
        return std::move(figures_);
    }

  private:
    double uniform() { return std::uniform_real_distribution<>{0, 1}(random_); }

    // Logins come one by one, at random; people answer their phone after some 8 s, some much later.
    void schedule_logins() {
        std::lognormal_distribution<> thinking{std::log(8.0), 0.6};
        Seconds at{0};
        const Seconds end = load_.duration;
        while (true) {
            const bool rush = at > end / 4 && at < end / 2;
            const double rate = load_.logins_per_minute * (rush ? load_.rush_factor : 1) / 60;
            at += Seconds{std::exponential_distribution<>{rate}(random_)};
            if (at >= end) break;
            Push push;
            push.daemon = static_cast<int>(uniform() * static_cast<double>(daemons_.size()));
            push.began = duration_cast<milliseconds>(at);
            push.approved =
                duration_cast<milliseconds>(Seconds{thinking(random_)});  // after it was sent
            pushes_.push_back(push);
            events_.push({push.began, pushes_.size() - 1});
        }
        figures_.logins = pushes_.size();
    }

    void advance(std::size_t index, milliseconds now) {
        auto& push = pushes_[index];
        auto& daemon = daemons_[static_cast<std::size_t>(push.daemon)];
        if (now - push.began > login_timeout) {
            if (push.step > Step::challenge) --daemon.active;
            return;
        }
        ++figures_.requests;
        const bool taken = bucket_.take(now);
        const auto answered = now + round_trip;
        daemon.remaining = bucket_.remaining();
        daemon.seen_at = now;
        if (!taken) {
            ++figures_.refused;
            push.told_to_wait = Bucket::until_reset(now) + milliseconds{1000};
            // A login that cannot begin is refused: the person is told to come back.
            if (push.step == Step::poll || push.step == Step::confirm)
                events_.push({answered + next_poll(push, daemon, answered), index});
            return;
        }
        push.told_to_wait.reset();
        switch (push.step) {
            case Step::list:
                push.step = Step::challenge;
                events_.push({answered, index});
                return;
            case Step::challenge:
                push.step = Step::poll;
                push.sent = answered;
                push.approved += answered;
                ++daemon.active;
                events_.push({answered + next_poll(push, daemon, answered), index});
                return;
            case Step::poll:
                if (now < push.approved) {
                    events_.push({answered + next_poll(push, daemon, answered), index});
                    return;
                }
                figures_.seconds_to_know.push_back(Seconds{answered - push.approved}.count());
                push.step = Step::confirm;
                events_.push({answered, index});
                return;
            case Step::confirm:
                --daemon.active;
                ++figures_.granted;
                return;
        }
    }

    milliseconds next_poll(const Push& push, const Daemon& daemon, milliseconds now) {
        okta::PollConditions conditions;
        conditions.age = now - push.sent;
        conditions.active_pushes = std::max(daemon.active, 1);
        conditions.jitter = uniform();
        if (daemon.seen_at.count() >= 0 && now / window == daemon.seen_at / window) {
            conditions.limit = bucket_.limit();
            conditions.remaining = daemon.remaining;
            conditions.until_reset = Bucket::until_reset(now);
        }
        conditions.told_to_wait = push.told_to_wait;
        return strategy_.next_poll(conditions);
    }

    const Load& load_;
    const Strategy& strategy_;
    Bucket bucket_;
    std::mt19937 random_;
    std::vector<Daemon> daemons_;
    std::vector<Push> pushes_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    Figures figures_;
};

}  // namespace

double Figures::percentile(double share) const {
    if (seconds_to_know.empty()) return 0;
    auto sorted = seconds_to_know;
    std::ranges::sort(sorted);
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

Figures& Figures::operator+=(const Figures& other) {
    logins += other.logins;
    granted += other.granted;
    requests += other.requests;
    refused += other.refused;
    seconds_to_know.insert(seconds_to_know.end(), other.seconds_to_know.begin(),
                           other.seconds_to_know.end());
    return *this;
}

Figures simulate(int daemons, const Load& load, const Strategy& strategy, int bucket_per_minute,
                 std::uint32_t seed) {
    return Simulation{daemons, load, strategy, bucket_per_minute, seed}.run();
}

}  // namespace okta_factor::bench
