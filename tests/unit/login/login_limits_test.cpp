// SPDX-License-Identifier: MIT
#include "daemon/login/login_limits.h"

#include <gtest/gtest.h>

#include "daemon/login/source.h"
#include "tests/support/manual_executor.h"

namespace okta_factor::login {
namespace {

using Place = LoginLimits::Place;
using std::chrono::minutes;
using std::chrono::seconds;

policy::LoginFacts over_ssh(const std::string& address) {
    policy::LoginFacts facts;
    facts.user = "alice";
    facts.service = "sshd";
    facts.rhost = address;
    return facts;
}

policy::LoginFacts by_sudo(const std::string& tty, unsigned uid = 1000) {
    policy::LoginFacts facts;
    facts.user = "alice";
    facts.uid = uid;
    facts.service = "sudo";
    facts.tty = tty;
    return facts;
}

policy::LoginFacts at_console() {
    policy::LoginFacts facts;
    facts.user = "alice";
    facts.service = "login";
    facts.tty = "tty1";
    return facts;
}

class LoginBounds : public testing::Test {
  protected:
    static constexpr char alice[] = "alice@acme.com";

    tl::expected<Place, LimitHit> begin(const policy::LoginFacts& facts,
                                        const std::string& login = alice) {
        return limits.begin(beginner(facts, login), clock.now() + minutes{1});
    }
    /// How many of them get a place, which they keep.
    int stay(int count, const policy::LoginFacts& facts, const std::string& login = alice) {
        int stayed = 0;
        for (int i = 0; i < count; ++i)
            if (auto place = begin(facts, login)) {
                places.push_back(std::move(*place));
                ++stayed;
            }
        return stayed;
    }
    /// How many of them may begin, each over before the next.
    int pass(int count, const policy::LoginFacts& facts, const std::string& login = alice) {
        int passed = 0;
        for (int i = 0; i < count; ++i)
            passed += begin(facts, login).has_value();
        return passed;
    }

    test::ManualExecutor clock;
    LoginLimits limits{clock};
    std::vector<Place> places;
};

TEST_F(LoginBounds, LetTenLoginsOfOnePersonAndSourceRunAtOnce) {
    EXPECT_EQ(stay(12, over_ssh("10.0.0.1")), 10);
    clock.advance(seconds{20});
    const auto refused = begin(over_ssh("10.0.0.1"), "Alice@ACME.com");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, LimitKind::logins_at_once);
    EXPECT_EQ(refused.error().wait, seconds{40}) << "when the first of them is over at the latest";
    EXPECT_TRUE(begin(over_ssh("10.0.0.2")));
    EXPECT_TRUE(begin(over_ssh("10.0.0.1"), "bob@acme.com")) << "behind the same address";
    places.pop_back();
    EXPECT_TRUE(begin(over_ssh("10.0.0.1")));
}

TEST_F(LoginBounds, LetThirtyBeginInAMinute) {
    EXPECT_EQ(pass(20, over_ssh("10.0.0.1")), 20);
    clock.advance(seconds{30});
    EXPECT_EQ(pass(15, over_ssh("10.0.0.1")), 10);
    const auto refused = begin(over_ssh("10.0.0.1"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, LimitKind::logins_begun);
    EXPECT_EQ(refused.error().wait, seconds{30});
    clock.advance(seconds{30});
    EXPECT_EQ(pass(30, over_ssh("10.0.0.1")), 20);
}

TEST_F(LoginBounds, ARefusedTryExtendsNothing) {
    EXPECT_EQ(pass(30, over_ssh("10.0.0.1")), 30);
    for (int i = 0; i < 59; ++i) {
        EXPECT_FALSE(begin(over_ssh("10.0.0.1")));
        clock.advance(seconds{1});
    }
    clock.advance(seconds{1});
    EXPECT_TRUE(begin(over_ssh("10.0.0.1")));
}

TEST_F(LoginBounds, OverAllSourcesLetFourTimesAsMany) {
    int at_once = 0;
    for (int i = 0; i < 50; ++i)
        at_once += stay(1, over_ssh("10.0.0." + std::to_string(i)));
    EXPECT_EQ(at_once, 40);
    places.clear();
    clock.advance(minutes{1});
    int begun = 0;
    for (int i = 0; i < 150; ++i)
        begun += pass(1, over_ssh("10.0.1." + std::to_string(i)));
    EXPECT_EQ(begun, 120);
}

TEST_F(LoginBounds, NobodyOnTheNetworkTakesTheConsolesPlaces) {
    for (int i = 0; i < 10; ++i)
        stay(10, over_ssh("10.0.0." + std::to_string(i)));
    EXPECT_EQ(stay(5, at_console()), 2);
    EXPECT_FALSE(begin(over_ssh("10.0.0.77")));
    places.clear();
    clock.advance(minutes{1});
    for (int i = 0; i < 10; ++i)
        pass(30, over_ssh("10.0.0." + std::to_string(i)));
    EXPECT_EQ(pass(5, at_console()), 2);
}

TEST_F(LoginBounds, CountAPersonsOwnProcessesInAllTerminalsTogether) {
    int at_once = 0;
    for (int i = 0; i < 15; ++i)
        at_once += stay(1, by_sudo("pts/" + std::to_string(i)));
    EXPECT_EQ(at_once, 10);
    EXPECT_FALSE(begin(by_sudo("pts/99"), "shared@acme.com")) << "whoever that is at Okta";
    EXPECT_TRUE(begin(by_sudo("pts/0", 1001)));
    EXPECT_TRUE(begin(over_ssh("10.0.0.1"))) << "sshd's processes are root's";
}

TEST_F(LoginBounds, NeverCountForRoot) {
    int at_once = 0;
    for (int i = 0; i < 15; ++i)
        at_once += stay(1, by_sudo("pts/" + std::to_string(i), 0));
    EXPECT_EQ(at_once, 15);
    auto unknown = by_sudo("pts/99");
    unknown.uid.reset();
    EXPECT_TRUE(begin(unknown));
}

TEST_F(LoginBounds, TakeThoseWithoutASourceForOne) {
    policy::LoginFacts facts;
    facts.service = "sshd";
    EXPECT_EQ(stay(12, facts), 10);
    facts.rhost = "";
    EXPECT_FALSE(begin(facts));
    EXPECT_TRUE(begin(over_ssh("10.0.0.1")));
}

TEST_F(LoginBounds, AreClearedByLoginOrUserId) {
    stay(10, by_sudo("pts/0"));
    limits.learn("ALICE@acme.com", "00u1");
    ASSERT_EQ(limits.in_force().size(), 1U);
    EXPECT_EQ(limits.in_force()[0].user_id, "00u1");
    EXPECT_EQ(limits.in_force()[0].login, alice);
    EXPECT_EQ(limits.in_force()[0].hit.kind, LimitKind::logins_at_once);
    EXPECT_FALSE(limits.clear("bob@acme.com"));
    EXPECT_FALSE(limits.clear(""));
    EXPECT_TRUE(limits.clear("00u1"));
    EXPECT_FALSE(limits.clear("00u1"));
    EXPECT_TRUE(limits.in_force().empty());
    EXPECT_EQ(stay(12, by_sudo("pts/0")), 10);
    places.erase(places.begin(), places.begin() + 10);  // those of before give back nothing
    EXPECT_FALSE(begin(by_sudo("pts/0")));
    EXPECT_TRUE(limits.clear("Alice@Acme.com"));
}

TEST_F(LoginBounds, FollowTheConfiguration) {
    policy::Limits less;
    less.logins = 1;
    less.logins_begun = 2;
    less.logins_begun_period = seconds{10};
    limits.configure(less);
    EXPECT_EQ(stay(2, over_ssh("10.0.0.1")), 1);
    places.clear();
    EXPECT_EQ(pass(2, over_ssh("10.0.0.1")), 1);
    clock.advance(seconds{10});
    EXPECT_EQ(pass(3, over_ssh("10.0.0.1")), 2);
}

TEST_F(LoginBounds, AreNotForgottenForManyMadeUpNames) {
    EXPECT_EQ(pass(30, over_ssh("10.0.0.1")), 30);
    for (std::size_t i = 0; i < LoginLimits::max_records + 100; ++i)
        pass(2, over_ssh("10.0.0.2"), "nobody" + std::to_string(i) + "@acme.com");
    EXPECT_EQ(limits.records(), LoginLimits::max_records);
    EXPECT_FALSE(begin(over_ssh("10.0.0.1")));
    clock.advance(minutes{1});
    pass(1, over_ssh("10.0.0.2"), "the.next@acme.com");
    EXPECT_EQ(limits.records(), 1U);
}

TEST(Source, IsTheAddressOnTheNetworkAndTheTerminalOrSessionElsewhere) {
    EXPECT_EQ(source_of(over_ssh("10.0.0.1")), "address 10.0.0.1");
    auto facts = by_sudo("pts/3");
    facts.rhost = "10.0.0.1";  // what sudo says of it is a claim
    facts.session = "77:1234";
    EXPECT_EQ(source_of(facts), "terminal pts/3");
    facts.tty.reset();
    EXPECT_EQ(source_of(facts), "session 77:1234");
    facts.session.reset();
    EXPECT_EQ(source_of(facts), "unknown terminal of sudo");
    facts.service = "dovecot";
    EXPECT_EQ(source_of(facts), "address 10.0.0.1");
    facts.rhost.reset();
    EXPECT_EQ(source_of(facts), "unknown address of dovecot");
}

}  // namespace
}  // namespace okta_factor::login
