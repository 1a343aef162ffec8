// SPDX-License-Identifier: MIT
#include "daemon/login/limits.h"

#include <gtest/gtest.h>

#include "tests/support/manual_executor.h"

namespace okta_factor::login {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class Limits : public testing::Test {
  protected:
    test::ManualExecutor clock;
    UserLimits limits{clock};

    void wrong_code(const std::string& user) {
        const auto ticket = limits.begin_code(user);
        ASSERT_TRUE(ticket);
        limits.code_was_wrong(user, *ticket);
    }
};

TEST_F(Limits, stop_wrong_codes_before_okta_locks_the_account) {
    for (int i = 0; i < 4; ++i)
        wrong_code("00u1");
    const auto hit = limits.begin_code("00u1");
    ASSERT_FALSE(hit);
    EXPECT_EQ(hit.error().kind, LimitKind::wrong_codes);
    EXPECT_EQ(hit.error().wait, minutes{15});
}

TEST_F(Limits, are_kept_for_each_user_alone) {
    for (int i = 0; i < 4; ++i)
        wrong_code("00u1");
    EXPECT_TRUE(limits.begin_code("00u2"));
}

TEST_F(Limits, count_codes_under_way_as_wrong) {
    std::vector<UserLimits::Ticket> codes;
    for (int i = 0; i < 4; ++i)  // four logins at once, no answer yet
        codes.push_back(limits.begin_code("00u1").value());
    EXPECT_FALSE(limits.begin_code("00u1"));
    limits.forgive_code("00u1", codes[1]);
    limits.forgive_code("00u1", codes[1]);
    EXPECT_TRUE(limits.begin_code("00u1"));
    EXPECT_FALSE(limits.begin_code("00u1"));
}

// Okta may judge it wrong after the success that set its own count back.
TEST_F(Limits, a_success_forgets_no_code_that_is_under_way) {
    for (int i = 0; i < 2; ++i)
        wrong_code("00u1");
    const auto under_way = limits.begin_code("00u1").value();
    limits.code_was_right("00u1", limits.begin_code("00u1").value());
    limits.code_was_wrong("00u1", under_way);
    for (int i = 0; i < 3; ++i)
        wrong_code("00u1");
    EXPECT_FALSE(limits.begin_code("00u1"));
}

TEST_F(Limits, take_codes_again_a_period_after_the_last_wrong_one) {
    for (int i = 0; i < 4; ++i) {
        wrong_code("00u1");
        clock.advance(minutes{10});
    }
    EXPECT_EQ(limits.code_limit("00u1")->wait, minutes{5});
    clock.advance(minutes{5});
    EXPECT_TRUE(limits.begin_code("00u1"));
}

TEST_F(Limits, start_over_after_a_success) {
    for (int i = 0; i < 3; ++i)
        wrong_code("00u1");
    limits.succeeded("00u1");
    for (int i = 0; i < 4; ++i)
        wrong_code("00u1");
    EXPECT_FALSE(limits.begin_code("00u1"));
}

TEST_F(Limits, allow_so_many_pushes_in_a_period) {
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(limits.begin_push("00u1"));
        clock.advance(seconds{10});
    }
    const auto hit = limits.begin_push("00u1");
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->kind, LimitKind::pushes);
    EXPECT_EQ(hit->wait, seconds{250});
    clock.advance(seconds{250});
    EXPECT_FALSE(limits.begin_push("00u1"));
}

TEST_F(Limits, do_not_count_pushes_that_were_approved) {
    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(limits.begin_push("00u1"));
        limits.push_approved("00u1");
    }
}

TEST_F(Limits, pause_after_a_rejected_push) {
    EXPECT_FALSE(limits.begin_push("00u1"));
    limits.push_rejected("00u1");
    EXPECT_EQ(limits.begin_push("00u1")->kind, LimitKind::rejected_push);
    clock.advance(seconds{30});
    EXPECT_FALSE(limits.begin_push("00u1"));
}

TEST_F(Limits, are_cleared_by_the_administrator) {
    for (int i = 0; i < 4; ++i)
        wrong_code("00u1");
    ASSERT_EQ(limits.in_force().size(), 1U);
    EXPECT_TRUE(limits.clear("00u1"));
    EXPECT_FALSE(limits.clear("00u1"));
    EXPECT_TRUE(limits.in_force().empty());
    limits.begin_code("00u1", "alice@acme.com");
    EXPECT_FALSE(limits.clear("bob@acme.com"));
    EXPECT_TRUE(limits.clear("alice@acme.com"));
    EXPECT_TRUE(limits.begin_code("00u1"));
}

TEST_F(Limits, are_cleared_by_a_login_in_any_case_and_never_by_an_empty_one) {
    limits.begin_code("00u1", "Alice@Acme.com");
    limits.begin_code("00u2");
    EXPECT_FALSE(limits.clear(""));
    EXPECT_FALSE(limits.clear("alice@acme.comx"));
    EXPECT_FALSE(limits.clear("00U2")) << "ids differ by case";
    EXPECT_TRUE(limits.clear("alice@acme.COM"));
    EXPECT_TRUE(limits.clear("00u2"));
}

TEST_F(Limits, allow_so_many_messages_of_each_kind_from_each_source) {
    const auto text = [&](const std::string& source) {
        clock.advance(seconds{1});
        return limits.begin_message("00u1", LimitKind::texts, source, "alice@acme.com");
    };
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(text("a"));
    const auto hit = text("a");
    ASSERT_FALSE(hit);
    EXPECT_EQ(hit.error().kind, LimitKind::texts);
    EXPECT_EQ(hit.error().wait, seconds{295});
    EXPECT_TRUE(limits.begin_message("00u1", LimitKind::calls, "a"));
    EXPECT_TRUE(limits.begin_message("00u2", LimitKind::texts, "a"));
    ASSERT_EQ(limits.in_force().size(), 1U);
    EXPECT_EQ(limits.in_force()[0].login, "alice@acme.com");
    int sent = 0;
    for (int i = 0; i < 20; ++i)
        sent += text("b" + std::to_string(i)).has_value();
    EXPECT_EQ(sent, 15) << "twenty from all sources";
    EXPECT_TRUE(limits.clear("Alice@acme.com"));
    EXPECT_TRUE(text("a"));
    clock.advance(minutes{5});
    EXPECT_TRUE(text("b"));
}

TEST_F(Limits, do_not_count_messages_that_are_forgiven) {
    for (int i = 0; i < 20; ++i) {
        const auto sent = limits.begin_message("00u1", LimitKind::emails, "a");
        ASSERT_TRUE(sent);
        limits.forgive_message("00u1", *sent);
    }
}

TEST_F(Limits, hand_wrong_codes_on_to_the_next_process) {
    wrong_code("00u1");
    clock.advance(minutes{2});
    for (int i = 0; i < 2; ++i)
        wrong_code("00u1");
    EXPECT_TRUE(limits.begin_code("00u1", "alice@acme.com"));  // still under way
    const auto kept = limits.wrong_codes();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].login, "alice@acme.com");
    EXPECT_EQ(kept[0].when.size(), 4U);

    test::ManualExecutor after;
    after.set_wall_time(clock.wall_time() + minutes{5});
    UserLimits next{after};
    next.restore(kept);
    ASSERT_TRUE(next.code_limit("00u1"));
    EXPECT_EQ(next.code_limit("00u1")->wait, minutes{10});
    after.advance(minutes{10});
    EXPECT_TRUE(next.begin_code("00u1"));

    UserLimits cleared{clock};
    cleared.restore(kept);
    EXPECT_TRUE(cleared.clear("Alice@acme.com"));
    EXPECT_TRUE(cleared.wrong_codes().empty());
}

TEST_F(Limits, count_from_now_what_a_clock_that_went_back_has_in_the_future) {
    limits.restore({{"00u1", "", std::vector(4, clock.wall_time() + std::chrono::hours{1000})}});
    EXPECT_EQ(limits.code_limit("00u1")->wait, minutes{15});
}

TEST_F(Limits, a_success_forgets_what_the_last_process_counted) {
    limits.restore({{"00u1", "", std::vector(3, clock.wall_time())}});
    limits.code_was_right("00u1", limits.begin_code("00u1").value());
    EXPECT_TRUE(limits.wrong_codes().empty());
}

TEST_F(Limits, tell_of_every_change_that_a_restart_must_not_undo) {
    int told = 0;
    limits.when_wrong_codes_change([&] { ++told; });
    const auto code = limits.begin_code("00u1").value();
    EXPECT_EQ(told, 1);
    limits.forgive_code("00u1", code);
    limits.forgive_code("00u1", code);
    EXPECT_EQ(told, 2);
    wrong_code("00u1");
    EXPECT_EQ(told, 3);
    limits.succeeded("00u1");
    EXPECT_EQ(told, 4);
    wrong_code("00u1");
    limits.clear("00u1");
    EXPECT_EQ(told, 6);
    limits.begin_push("00u1");
    limits.succeeded("00u1");
    EXPECT_EQ(told, 6);
}

}  // namespace
}  // namespace okta_factor::login
