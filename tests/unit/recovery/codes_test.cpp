// SPDX-License-Identifier: MIT
#include "daemon/recovery/codes.h"

#include <gtest/gtest.h>

#include "tests/support/fake_storage.h"

namespace okta_factor::recovery {
namespace {

class CodesTest : public testing::Test {
  protected:
    test::ManualExecutor executor;
    test::Disk disk;
    test::KeptLog log;
    Codes codes{log, Book{}, std::make_unique<test::FakeStorage>(executor, disk)};

    std::vector<Code> create(const std::string& user, std::size_t count) {
        const auto texts = executor.finish(codes.create(user, count));
        std::vector<Code> made;
        if (!texts) ADD_FAILURE() << texts.error();
        if (texts)
            for (const auto& text : *texts)
                made.push_back(read_code(text.reveal()).value());
        return made;
    }
    Redeemed redeem(const std::string& user, const Code& code) {
        return executor.finish(codes.redeem(user, code));
    }
    /// What a daemon that starts now would know.
    [[nodiscard]] std::unique_ptr<Codes> after_restart() {
        return std::make_unique<Codes>(log, disk.content,
                                       std::make_unique<test::FakeStorage>(executor, disk));
    }

    // Redeems beside others; what came of it is counted.
    int granted = 0, refused = 0;
    loop::Root redeem_beside(const std::string& user, const Code& code) {
        return {executor, count(user, code), {}};
    }
    loop::Task<void> count(std::string user, Code code) {
        auto redeeming = codes.redeem(std::move(user), code);
        ++(co_await redeeming == Redeemed::yes ? granted : refused);
    }
};

TEST_F(CodesTest, are_good_once) {
    const auto made = create("alice", 3);
    EXPECT_EQ(codes.left("alice"), 3U);
    EXPECT_EQ(redeem("alice", made[1]), Redeemed::yes);
    EXPECT_EQ(redeem("alice", made[1]), Redeemed::no_such_code);
    EXPECT_EQ(redeem("alice", made[0]), Redeemed::yes);
    EXPECT_EQ(codes.left("alice"), 1U);
}

TEST_F(CodesTest, are_good_for_their_user_alone) {
    const auto made = create("alice", 1);
    create("bob", 1);
    EXPECT_EQ(redeem("bob", made[0]), Redeemed::no_such_code);
    EXPECT_EQ(redeem("", made[0]), Redeemed::no_such_code);
    EXPECT_EQ(redeem("alice", made[0]), Redeemed::yes);
}

TEST_F(CodesTest, let_one_of_two_racing_logins_in) {
    const auto made = create("alice", 1);
    const auto first = redeem_beside("alice", made[0]);
    const auto second = redeem_beside("alice", made[0]);
    executor.advance(std::chrono::seconds{5});
    EXPECT_EQ(granted, 1);
    EXPECT_EQ(refused, 1);
}

TEST_F(CodesTest, let_nobody_in_before_their_use_is_durable) {
    const auto made = create("alice", 1);
    const auto login = redeem_beside("alice", made[0]);
    executor.advance(disk.takes / 2);
    EXPECT_EQ(granted, 0);
    EXPECT_EQ(codes.left("alice"), 0U) << "used in memory at once";
    EXPECT_EQ(disk.content.left("alice"), 1U);
    executor.advance(disk.takes);
    EXPECT_EQ(granted, 1);
    EXPECT_EQ(disk.content.left("alice"), 0U);
}

TEST_F(CodesTest, let_nobody_in_where_their_use_cannot_be_kept) {
    const auto made = create("alice", 2);
    disk.full = true;
    EXPECT_EQ(redeem("alice", made[0]), Redeemed::not_kept);
    EXPECT_NE(log.text.find("3 Recovery codes cannot be written down: No space left"),
              std::string::npos)
        << log.text;
    disk.full = false;
    EXPECT_EQ(redeem("alice", made[0]), Redeemed::no_such_code);
    EXPECT_EQ(redeem("alice", made[1]), Redeemed::yes);
    EXPECT_EQ(disk.content.left("alice"), 0U);
}

TEST_F(CodesTest, are_used_though_the_login_is_gone_before_the_disk_answered) {
    const auto made = create("alice", 1);
    auto login = redeem_beside("alice", made[0]);
    login = {};
    executor.advance(std::chrono::seconds{5});
    EXPECT_EQ(granted, 0);
    EXPECT_EQ(disk.content.left("alice"), 0U);
    EXPECT_EQ(redeem("alice", made[0]), Redeemed::no_such_code);
}

TEST_F(CodesTest, that_were_used_stay_so_after_a_power_loss) {
    const auto made = create("alice", 2);
    EXPECT_EQ(redeem("alice", made[0]), Redeemed::yes);
    const auto later = after_restart();
    EXPECT_EQ(executor.finish(later->redeem("alice", made[0])), Redeemed::no_such_code);
    EXPECT_EQ(executor.finish(later->redeem("alice", made[1])), Redeemed::yes);
}

TEST_F(CodesTest, that_could_not_be_kept_were_never_made) {
    disk.full = true;
    const auto failed = executor.finish(codes.create("alice", 3));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error(), "No space left on device");
    EXPECT_EQ(codes.left("alice"), 0U);
}

TEST_F(CodesTest, of_a_caller_who_left_are_not_counted) {
    loop::Root creating{executor,
                        [](Codes& all) -> loop::Task<void> {
                            auto making = all.create("alice", 3);
                            static_cast<void>(co_await making);
                        }(codes),
                        {}};
    creating = {};
    EXPECT_EQ(codes.left("alice"), 0U);
}

TEST_F(CodesTest, add_up_to_a_limit) {
    create("alice", 60);
    EXPECT_FALSE(executor.finish(codes.create("alice", 41)));
    EXPECT_FALSE(executor.finish(codes.create("alice", 0)));
    EXPECT_FALSE(executor.finish(codes.create("alice", std::size_t{1} << 40)));
    create("alice", 40);
    EXPECT_EQ(codes.left("alice"), most_codes_of_user);
}

TEST_F(CodesTest, are_made_for_names_only) {
    for (const std::string& name : {std::string{}, std::string(257, 'a'), std::string{"a\nb"}})
        EXPECT_FALSE(executor.finish(codes.create(name, 1))) << name;
    EXPECT_EQ(disk.writes, 0);
}

TEST_F(CodesTest, are_counted) {
    create("alice", 2);
    create("bob", 1);
    EXPECT_EQ(codes.counts(), (Codes::Counts{{"alice", 2}, {"bob", 1}}));
}

TEST_F(CodesTest, are_worthless_once_revoked) {
    const auto made = create("alice", 2);
    EXPECT_EQ(executor.finish(codes.revoke("alice")), 2U);
    EXPECT_EQ(executor.finish(codes.revoke("alice")), 0U);
    EXPECT_EQ(redeem("alice", made[0]), Redeemed::no_such_code);
    EXPECT_EQ(disk.content.left("alice"), 0U);
}

TEST_F(CodesTest, are_worthless_even_where_that_could_not_be_kept_and_it_is_said) {
    const auto made = create("alice", 2);
    disk.full = true;
    const auto failed = executor.finish(codes.revoke("alice"));
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().find("would come back with a restart"), std::string::npos);
    EXPECT_EQ(redeem("alice", made[0]), Redeemed::no_such_code);
}

TEST_F(CodesTest, cannot_be_without_a_place_to_keep_them) {
    Codes none{log, "there is nowhere to keep them"};
    EXPECT_EQ(executor.finish(none.create("alice", 1)).error(), "there is nowhere to keep them");
    EXPECT_EQ(executor.finish(none.revoke("alice")).error(), "there is nowhere to keep them");
    EXPECT_EQ(none.counts().error(), "there is nowhere to keep them");
    EXPECT_EQ(executor.finish(none.redeem("alice", new_code())), Redeemed::no_such_code);
    EXPECT_EQ(none.left("alice"), 0U);
}

TEST_F(CodesTest, are_never_logged) {
    const auto texts = executor.finish(codes.create("alice", 2));
    executor.finish(codes.redeem("alice", read_code(texts->front().reveal()).value()));
    executor.finish(codes.revoke("alice"));
    for (const auto& text : *texts)
        EXPECT_EQ(log.text.find(text.reveal()), std::string::npos);
    EXPECT_EQ(log.text,
              "5 Recovery codes made for alice: 2\n5 Recovery codes revoked for alice: 1\n");
}

}  // namespace
}  // namespace okta_factor::recovery
