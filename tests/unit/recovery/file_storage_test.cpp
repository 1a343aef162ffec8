// SPDX-License-Identifier: MIT
// Codes on a real disk, through the worker.
#include "daemon/recovery/file_storage.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <sstream>

#include "daemon/loop/awaitables.h"
#include "daemon/recovery/book_file.h"
#include "tests/support/fake_storage.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::recovery {
namespace {

class RecoveryFile : public testing::Test {
  protected:
    test::TempDir folder;
    const std::filesystem::path file{folder / book_file_name};
    test::KeptLog log;
    loop::EventLoop loop;
    loop::Worker worker{loop};

    std::unique_ptr<Codes> open() { return open_codes(worker, log, folder.path()); }

    template <class T>
    T finish(loop::Task<T> task) {
        std::optional<T> result;
        const loop::Root root{loop, "test", take(std::move(task), result)};
        constexpr std::uint64_t patience_usec = 20'000'000;
        while (!result && sd_event_run(loop.handle(), patience_usec) > 0) {
        }
        return std::move(result.value());
    }
    [[nodiscard]] std::string content() const {
        std::ostringstream text;
        text << std::ifstream(file).rdbuf();
        return text.str();
    }

  private:
    template <class T>
    static loop::Task<void> take(loop::Task<T> task, std::optional<T>& result) {
        result.emplace(co_await task);
    }
};

TEST_F(RecoveryFile, remembers_what_was_made_and_used) {
    std::vector<Code> made;
    {
        const auto codes = open();
        ASSERT_EQ(codes->why_not(), "");
        auto creating = [](Codes& all, std::vector<Code>& out) -> loop::Task<Redeemed> {
            auto making = all.create("alice", 2);
            const auto texts = co_await making;
            for (const auto& text : texts.value())
                out.push_back(read_code(text.reveal()).value());
            auto redeeming = all.redeem("alice", out[0]);
            co_return co_await redeeming;
        };
        EXPECT_EQ(finish(creating(*codes, made)), Redeemed::yes);
        EXPECT_EQ(content().find(to_text(made[0]).reveal()), std::string::npos);
    }
    const auto again = open();
    EXPECT_EQ(again->left("alice"), 1U);
    EXPECT_FALSE(read_book(content())->take("alice", made[0]));
    EXPECT_TRUE(read_book(content())->take("alice", made[1]));
}

TEST_F(RecoveryFile, is_as_before_where_a_power_loss_left_half_a_draft) {
    const auto codes = open();
    ASSERT_TRUE(finish(codes->create("alice", 2)));
    std::ofstream(folder / (std::string{"."} + book_file_name + ".new")) << "{\"format\":";
    EXPECT_EQ(open()->left("alice"), 2U);
}

TEST_F(RecoveryFile, that_is_damaged_or_foreign_is_refused_loudly_and_left_alone) {
    for (const std::string& text : {std::string{}, std::string{"{\"format\":"},
                                    std::string{"precious notes of somebody\n"}}) {
        std::ofstream(file) << text;
        log.text.clear();
        const auto codes = open();
        EXPECT_NE(codes->why_not().find(file.string()), std::string::npos) << codes->why_not();
        EXPECT_EQ(log.text, "3 " + codes->why_not() + "\n");
        EXPECT_FALSE(codes->counts());
        EXPECT_FALSE(finish(codes->create("alice", 1)));
        EXPECT_FALSE(finish(codes->revoke("alice")));
        EXPECT_EQ(finish(codes->redeem("alice", new_code())), Redeemed::no_such_code);
        EXPECT_EQ(content(), text);
    }
}

TEST_F(RecoveryFile, that_others_may_write_is_refused) {
    ASSERT_TRUE(finish(open()->create("alice", 1)));
    std::filesystem::permissions(file, std::filesystem::perms{0662});
    EXPECT_NE(open()->why_not().find("may be written by its group or by others"),
              std::string::npos);
}

TEST_F(RecoveryFile, cannot_be_without_a_folder) {
    const auto codes = open_codes(worker, log, std::nullopt);
    EXPECT_NE(codes->why_not().find("$STATE_DIRECTORY"), std::string::npos);
}

TEST_F(RecoveryFile, cannot_be_written_where_the_folder_went_away) {
    const auto codes = open();
    std::filesystem::remove_all(folder.path());
    const auto failed = finish(codes->create("alice", 1));
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().find("cannot be opened"), std::string::npos) << failed.error();
}

}  // namespace
}  // namespace okta_factor::recovery
