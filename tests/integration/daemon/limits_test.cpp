// SPDX-License-Identifier: MIT
// What one person may do: it holds over a restart, and no one person uses up the org's limit.
#include <algorithm>
#include <csignal>

#include "common/protocol.h"
#include "tests/integration/daemon/begun_daemon.h"

namespace okta_factor::integration {
namespace {

using bus::check;

class Limits : public BegunDaemon {
  protected:
    void restart(const Configuration& configuration) {
        EXPECT_EQ(daemon().process().stop(), 0) << daemon().log();
        start(configuration);
    }
    /// What comes of a login at which `code` is typed, once or more often.
    std::string reason_with(const Person& person, const std::string& code, int times = 1) {
        auto host = caller();
        auto step = host.start_login(facts(person));
        const auto login = step.login;
        for (int i = 0; i < times && step.expects == "reply"; ++i)
            step = host.reply(login, code);
        EXPECT_EQ(step.expects, "done");
        return daemon().recorded(person.name, "REASON");
    }
    bool unlock(const std::string& who) {
        auto root = caller();
        const auto call =
            root.message(protocol::manager_path, protocol::manager_interface, "Unlock");
        check(sd_bus_message_append(call.get(), "s", who.c_str()), "whom to unlock");
        const auto answer = root.call(call);
        int cleared = 0;
        check(sd_bus_message_read_basic(answer.get(), 'b', &cleared), "whether it was");
        return cleared != 0;
    }
    /// Begins an su of that person's, and breaks it off at once.
    static void begin_and_abort_su(Caller& host, const Person& person, int terminal) {
        const auto call =
            host.message(protocol::manager_path, protocol::manager_interface, "StartLogin");
        const auto tty = "pts/" + std::to_string(terminal);
        check(sd_bus_message_append(call.get(), "a{sv}", 4, "user", "s", person.name.c_str(), "uid",
                                    "u", 1000U, "service", "s", "su", "tty", "s", tty.c_str()),
              "facts");
        const auto answer = host.call(call);
        const char* login = nullptr;
        check(sd_bus_message_read_basic(answer.get(), 'o', &login), "the login");
        host.cancel(login);
    }
    [[nodiscard]] long requests_about(const std::string& part) const {
        const auto all = org_.requests();
        return std::ranges::count_if(all, [&](const json& request) {
            return request.at("path").get<std::string>().find(part) != std::string::npos;
        });
    }
};

TEST_F(Limits, of_wrong_codes_hold_over_restarts_until_they_are_cleared) {
    const Configuration three{.login = "tries = 3\n", .more = "[limits]\nwrong_codes = 3\n"};
    const auto alice = org_.add({totp()}), bob = org_.add({totp()});
    const auto right = [&](const Person& person) { return org_.code(person, totp_type); };
    start(three);
    EXPECT_EQ(reason_with(alice, "000000", 3), "too-many-tries");
    EXPECT_EQ(reason_with(alice, right(alice)), "wrong-codes-limited");
    for (int i = 0; i < 2; ++i) {
        restart(three);
        EXPECT_EQ(reason_with(alice, right(alice)), "wrong-codes-limited");
    }
    EXPECT_EQ(reason_with(bob, right(bob)), "code-accepted");
    EXPECT_TRUE(unlock(alice.login));
    restart(three);
    EXPECT_EQ(reason_with(alice, right(alice)), "code-accepted");
    EXPECT_FALSE(unlock(alice.login));
}

TEST_F(Limits, keep_one_person_from_using_up_the_orgs) {
    constexpr int aborted = 177, per_minute = 300;
    const auto mallory = org_.add({push()});
    org_.set_limits({{"per_minute", per_minute}, {"users_per_minute", 600}, {"concurrent", 75}});
    start({.more = "[limits]\nlogins_begun_period = \"1h\"\n"});  // however slow this machine is
    org_.forget_requests();
    auto host = caller();
    for (int i = 0; i < aborted; ++i) {
        begin_and_abort_su(host, mallory, i);
        if (i % 6 != 0) continue;
        const auto other = org_.add({totp()});
        EXPECT_EQ(reason_with(other, org_.code(other, totp_type)), "code-accepted");
    }
    EXPECT_EQ(daemon().recorded(mallory.name, "REASON"), "logins-limited");
    EXPECT_LE(requests_about(mallory.id), 30);
    EXPECT_TRUE(unlock(mallory.id));
    EXPECT_FALSE(unlock(mallory.id));
    begin_and_abort_su(host, mallory, 0);
    EXPECT_EQ(daemon().recorded(mallory.name, "REASON"), "cancelled");
}

TEST_F(Limits, of_the_org_are_not_asked_against_once_they_are_spent) {
    std::vector<Person> people;
    for (int i = 0; i < 8; ++i)
        people.push_back(org_.add({totp()}));
    org_.set_limits({{"per_minute", 4}, {"users_per_minute", 600}, {"concurrent", 75}});
    start({});
    org_.forget_requests();
    for (const auto& person : people) {
        auto host = caller();
        auto step = host.start_login(facts(person));
        if (step.expects == "reply") step = host.reply(step.login, org_.code(person, totp_type));
        EXPECT_EQ(step.expects, "done");
    }
    EXPECT_EQ(daemon().recorded(people[1].name, "REASON"), "code-accepted");
    EXPECT_EQ(daemon().recorded(people.back().name, "REASON"), "okta-limited");
    EXPECT_EQ(requests_about("/factors"), 4);
}

}  // namespace
}  // namespace okta_factor::integration
