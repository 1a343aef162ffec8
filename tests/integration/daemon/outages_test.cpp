// SPDX-License-Identifier: MIT
// Okta away altogether, from the start or from the moment that a prompt is open.
#include <barrier>
#include <future>
#include <map>

#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

using Results = std::vector<test::PamResult>;

// A login by code and one by push, side by side.
class BothWays {
  public:
    /// `at_prompt` is called once, when both have their prompt open.
    BothWays(Machine& machine, bool reach_prompt, std::function<void()> at_prompt = {})
        : machine_(machine),
          reach_prompt_(reach_prompt),
          both_asked_(2, Once{std::move(at_prompt)}) {}

    Results results() {
        auto by_code = start(Door::socket, totp(), {"Code from", reads("token:software:totp")});
        auto by_push = start(Door::bus, push(), {"tap ", approves()});
        return {by_code.get(), by_push.get()};
    }

  private:
    struct Once {
        std::function<void()> call;
        void operator()() const noexcept {
            if (call) call();
        }
    };

    std::future<test::PamResult> start(Door door, const json& factor, Turn turn) {
        turn.deed = [this, deed = turn.deed](const Asked& asked) {
            auto typed = deed(asked);
            both_asked_.arrive_and_wait();
            return typed;
        };
        Visit visit{machine_.org().add({factor}), {}};
        if (reach_prompt_) visit.turns.push_back(std::move(turn));
        return std::async(std::launch::async,
                          [this, door, visit] { return talk(machine_, door, visit); });
    }

    Machine& machine_;
    bool reach_prompt_;
    std::barrier<Once> both_asked_;
};

struct Outage {
    std::unique_ptr<Machine> machine;
    Results from_the_start, from_the_prompt_on, afterwards;

    void happen(const std::string& kind) {
        auto& org = machine->org();
        const auto go_away = [&] { org.break_down({{"kind", kind}}); };
        const auto come_back = [&] {
            org.mend();
            machine->await_okta();
        };
        go_away();
        from_the_start = BothWays(*machine, false).results();
        come_back();
        from_the_prompt_on = BothWays(*machine, true, go_away).results();
        come_back();
        afterwards = BothWays(*machine, true).results();
    }
};

// They take a while: each has a machine of its own, and they happen at the same time.
class Outages : public testing::TestWithParam<std::string> {
  protected:
    static void SetUpTestSuite() {
        Configuration configuration;
        configuration.okta = "connect_timeout = \"1s\"\nrequest_timeout = \"2s\"\n";
        for (const char* kind : {"refuse", "blackhole", "silent_tls"})
            outages_[kind].machine = std::make_unique<Machine>(configuration);
        std::vector<std::future<void>> happening;
        for (auto& [kind, outage] : outages_)
            happening.push_back(std::async(std::launch::async, [&] { outage.happen(kind); }));
        for (auto& end : happening)
            end.get();
    }
    static void TearDownTestSuite() {
        for (auto& [kind, outage] : outages_)
            outage.machine->inspect();
        outages_.clear();
    }

    static void expect_all(const Results& results, const std::string& name) {
        EXPECT_EQ(results.size(), 2U);
        for (const auto& result : results)
            EXPECT_EQ(test::pam_name(result.authenticate), name) << test::transcript(result);
    }

    static std::map<std::string, Outage> outages_;
};

std::map<std::string, Outage> Outages::outages_;

TEST_P(Outages, let_nobody_in_and_are_over_when_they_are_over) {
    const auto& outage = outages_.at(GetParam());

    expect_all(outage.from_the_start, "PAM_AUTHINFO_UNAVAIL");
    expect_all(outage.from_the_prompt_on, "PAM_AUTHINFO_UNAVAIL");
    expect_all(outage.afterwards, "PAM_SUCCESS");
}

INSTANTIATE_TEST_SUITE_P(, Outages, testing::Values("refuse", "blackhole", "silent_tls"),
                         [](const auto& of) { return of.param; });

}  // namespace
}  // namespace okta_factor::integration
