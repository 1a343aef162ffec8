// SPDX-License-Identifier: MIT
// Many at once: nobody sees another's dialogue, and nobody waits in vain.
#include <sys/resource.h>

#include <future>
#include <latch>

#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

#if defined(OKTA_FACTOR_SANITIZED)
constexpr int crowd_size = 200;
#else
constexpr int crowd_size = 1000;
#endif

/// A thousand logins are some thousand open files, in this process and in the daemon.
void allow_many_files() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

class Crowd : public MachineTest {
  protected:
    static void SetUpTestSuite() {
        allow_many_files();
        set_up({.more = "[[rule]]\nname = \"hurry\"\nservices = [\"hurry\"]\ntimeout = \"20s\"\n"
                        "[[rule]]\nname = \"patience\"\nservices = [\"patience\"]\n"
                        "timeout = \"70s\"\n"});
    }
};

using Results = std::vector<test::PamResult>;

Results results_of(std::vector<std::future<test::PamResult>> logins) {
    Results results;
    for (auto& login : logins)
        results.push_back(login.get());
    return results;
}

void expect_nothing_about(const std::vector<std::string>& words, const Results& results) {
    for (const auto& result : results) {
        const auto said = test::transcript(result);
        EXPECT_EQ(test::pam_name(result.authenticate), "PAM_SUCCESS") << said;
        for (const auto& word : words)
            EXPECT_EQ(said.find(word), std::string::npos) << said;
    }
}

TEST_F(Crowd, two_people_at_once_never_see_each_others_dialogue) {
    constexpr int rounds = 3;
    const auto alice = org().add({push("Phone of Alice"), totp()});
    const auto bob = org().add({push("Phone of Bob"), totp("GOOGLE")});
    const auto again_and_again = [&](Door door, const Person& person) {
        return std::async(std::launch::async, [&, door] {
            const std::vector<Turn> turns{
                {"Choose", types("nonsense")}, {"Choose", types("1")}, {"tap ", approves()}};
            Results results;
            for (int i = 0; i < rounds; ++i)
                results.push_back(talk(machine(), door, {person, turns}));
            return results;
        });
    };
    auto of_alice = again_and_again(Door::socket, alice);
    auto of_bob = again_and_again(Door::bus, bob);

    expect_nothing_about({"Bob", bob.login, "Google"}, of_alice.get());
    expect_nothing_about({"Alice", alice.login}, of_bob.get());
}

// All of them are at their prompts before the first one goes on.
TEST_F(Crowd, of_all_who_wait_at_once_with_a_push_everybody_gets_in) {
    std::vector<Person> crowd;
    for (int i = 0; i < crowd_size; ++i)
        crowd.push_back(org().add({push()}));

    std::latch everybody_waits{crowd_size};
    std::vector<std::future<test::PamResult>> logins;
    for (const auto& person : crowd)
        logins.push_back(std::async(std::launch::async, [&] {
            bool has_waited = false;
            const Deed approves_with_the_others = [&](const Asked& asked) {
                has_waited = true;
                everybody_waits.arrive_and_wait();
                return approves()(asked);
            };
            auto result = talk(machine(), Door::socket,
                               {person, {{"tap ", approves_with_the_others}}, "patience"});
            if (!has_waited) everybody_waits.count_down();  // it failed: nobody waits for it
            return result;
        }));
    for (const auto& result : results_of(std::move(logins)))
        EXPECT_EQ(test::pam_name(result.authenticate), "PAM_SUCCESS") << test::transcript(result);
    EXPECT_EQ(machine().caller(Door::socket).active_logins(), 0U);
}

// Last: the daemon goes on minding the limit it was told of.
TEST_F(Crowd, at_an_org_with_limits_each_gets_in_or_is_told_why) {
    constexpr int per_minute = 300;
    org().set_push({{"auto", "approve"}, {"after_ms", 500}});
    std::vector<Person> crowd;
    for (int i = 0; i < crowd_size; ++i)
        crowd.push_back(org().add({push()}));
    org().set_limits({{"per_minute", per_minute}, {"users_per_minute", 600}, {"concurrent", 75}});

    std::vector<std::future<test::PamResult>> logins;
    for (const auto& person : crowd)
        logins.push_back(std::async(std::launch::async, [&] {
            test::PamLogin login;
            login.service = "hurry";
            login.user = person.name;
            login.answer = [](int, const std::string&) { return std::optional<std::string>{""}; };
            return machine().log_in(Door::socket, login);
        }));
    int granted = 0;
    for (const auto& result : results_of(std::move(logins))) {
        const auto said = test::transcript(result);
        const auto name = test::pam_name(result.authenticate);
        granted += name == "PAM_SUCCESS";
        if (name == "PAM_SUCCESS") continue;
        EXPECT_EQ(name, "PAM_MAXTRIES") << said;
        const bool is_told = said.find("Okta takes no more requests right now") != said.npos ||
                             said.find("This login took too long") != said.npos;
        EXPECT_TRUE(is_told) << said;
    }
    EXPECT_GT(granted, 0);
    RecordProperty("granted", granted);
    org().set_limits({{"per_minute", 0}, {"users_per_minute", 0}, {"concurrent", 0}});
    EXPECT_EQ(machine().caller(Door::socket).active_logins(), 0U);
}

}  // namespace
}  // namespace okta_factor::integration
