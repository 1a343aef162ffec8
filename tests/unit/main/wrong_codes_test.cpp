// SPDX-License-Identifier: MIT
// Wrong codes across restarts: the file's text, and the file.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "daemon/loop/event_loop.h"
#include "daemon/main/kept_wrong_codes.h"
#include "daemon/main/wrong_codes_text.h"
#include "tests/support/fake_storage.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::daemon {
namespace {

using std::chrono::seconds;

const loop::WallTime one_noon{seconds{1'793'707'200}};

KeptCounts two_users() {
    return {{"00u1", "alice@acme.com", {one_noon, one_noon + seconds{7}}},
            {"recovery:bob", "bob", {one_noon + std::chrono::milliseconds{1}}}};
}

TEST(WrongCodesText, ReadsWhatWasWritten) {
    const auto read = read_wrong_codes(write_wrong_codes(two_users()));
    ASSERT_TRUE(read) << read.error();
    ASSERT_EQ(read->size(), 2U);
    EXPECT_EQ((*read)[0].user_id, "00u1");
    EXPECT_EQ((*read)[0].login, "alice@acme.com");
    EXPECT_EQ((*read)[0].when, two_users()[0].when);
    EXPECT_EQ((*read)[1].user_id, "recovery:bob");
    EXPECT_EQ((*read)[1].when, two_users()[1].when);
    EXPECT_TRUE(read_wrong_codes(write_wrong_codes({}))->empty());
}

TEST(WrongCodesText, IsRefusedWhereItWasCutShortOrIsAnothers) {
    const auto text = write_wrong_codes(two_users());
    for (std::size_t size = 0; size + 1 < text.size(); ++size)
        EXPECT_FALSE(read_wrong_codes(std::string_view{text}.substr(0, size))) << size;
    const auto with = [&](const std::string& from, const std::string& to) {
        auto changed = text;
        changed.replace(changed.find(from), from.size(), to);
        return read_wrong_codes(changed);
    };
    EXPECT_FALSE(with("okta-factor wrong codes", "okta-factor recovery codes"));
    EXPECT_FALSE(with("\"version\": 1", "\"version\": 2"));
    EXPECT_FALSE(with("\"00u1\"", "\"\""));
    EXPECT_FALSE(with("\"00u1\"", "7"));
    EXPECT_FALSE(with("1793707200000", "-1"));
    EXPECT_FALSE(with("1793707200000", "9223372036854775807"));
    EXPECT_FALSE(with("1793707200000", "1.5"));
    EXPECT_FALSE(with("1793707200000", "\"noon\""));
}

TEST(WrongCodesText, IsBoundedAndKeepsThoseNearestToTheirLimit) {
    KeptCounts many;
    for (std::size_t i = 0; i < max_kept_users + 50; ++i)
        many.push_back({"00u" + std::to_string(i), "", {one_noon}});
    many.push_back({"00ualice", "", {one_noon, one_noon}});
    const auto read = read_wrong_codes(write_wrong_codes(many));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->size(), max_kept_users);
    EXPECT_EQ(read->front().user_id, "00ualice");
}

TEST(WrongCodesText, TakesALoginThatIsNotUtf8) {
    EXPECT_TRUE(read_wrong_codes(write_wrong_codes({{"recovery:\xFC", "\xFC", {one_noon}}})));
}

/// One process after the other in one folder.
class KeptCodes : public testing::Test {
  protected:
    struct Process {
        explicit Process(test::KeptLog& log, std::optional<std::filesystem::path> folder)
            : worker(loop), limits(loop), kept(loop, worker, log, limits, folder) {}
        void wrong_code(const std::string& id) {
            limits.code_was_wrong(id, limits.begin_code(id, "alice@acme.com").value());
        }
        /// Until the disk has had that one, or has not.
        loop::Task<void> write(std::string id) {
            wrong_code(id);
            for (int i = 0; i < 2; ++i) {  // what was handed to the worker before is done by then
                auto waiting = worker.run([] { return 0; });
                static_cast<void>(co_await waiting);
            }
        }
        loop::EventLoop loop;
        loop::Worker worker;
        login::UserLimits limits;
        KeptWrongCodes kept;
    };
    [[nodiscard]] std::filesystem::path file() const { return folder_ / "wrong-codes.json"; }

    test::TempDir folder_;
    test::KeptLog log_;
};

TEST_F(KeptCodes, AreAllWrittenBeforeTheProcessEnds) {
    {
        Process first{log_, folder_.path()};
        for (int i = 0; i < 4; ++i)
            first.wrong_code("00u1");
        first.wrong_code("00u2");
    }
    struct stat status {};
    ASSERT_EQ(::stat(file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    {
        Process second{log_, folder_.path()};
        EXPECT_TRUE(second.limits.code_limit("00u1"));
        EXPECT_FALSE(second.limits.code_limit("00u2"));
        EXPECT_TRUE(second.limits.clear("Alice@acme.com"));
    }
    Process third{log_, folder_.path()};
    EXPECT_FALSE(third.limits.code_limit("00u1"));
    EXPECT_TRUE(third.limits.wrong_codes().empty());
    EXPECT_EQ(log_.text, "");
}

TEST_F(KeptCodes, ThatCannotBeReadAreSaidLoudlyAndKeepNobodyOut) {
    std::ofstream{file()} << "{\"format\": \"okta-fac";
    {
        Process process{log_, folder_.path()};
        EXPECT_NE(log_.text.find("3 The wrong codes from before this start are not counted"),
                  std::string::npos)
            << log_.text;
        EXPECT_TRUE(process.limits.wrong_codes().empty());
        process.wrong_code("00u1");
    }
    log_.text.clear();
    Process next{log_, folder_.path()};
    EXPECT_EQ(next.limits.wrong_codes().size(), 1U);
    EXPECT_EQ(log_.text, "");
}

TEST_F(KeptCodes, WithoutAFolderAreCountedUntilARestartAndThatIsSaid) {
    Process process{log_, std::nullopt};
    EXPECT_NE(log_.text.find("$STATE_DIRECTORY"), std::string::npos);
    for (int i = 0; i < 4; ++i)
        process.wrong_code("00u1");
    EXPECT_TRUE(process.limits.code_limit("00u1"));
}

// What a full disk is to the file: it cannot be written.
TEST_F(KeptCodes, ThatCannotBeWrittenAreSaidOnceForEachTimeThatItBegins) {
    const std::filesystem::path folder = folder_ / "not-there-yet";
    Process process{log_, folder};
    const auto said = [&](const std::string& what) {
        int count = 0;
        for (auto at = log_.text.find(what); at != std::string::npos;
             at = log_.text.find(what, at + 1))
            ++count;
        return count;
    };
    const auto story = [&]() -> loop::Task<void> {
        for (const auto* id : {"00u1", "00u2", "00u3"}) {
            auto writing = process.write(id);
            co_await writing;
        }
        EXPECT_EQ(said("Wrong codes cannot be written down"), 1) << log_.text;
        EXPECT_EQ(process.limits.wrong_codes().size(), 3U);
        std::filesystem::create_directory(folder);
        auto writing = process.write("00u4");
        co_await writing;
        EXPECT_EQ(said("Wrong codes are written down again"), 1) << log_.text;
        std::filesystem::remove_all(folder);
        auto in_vain = process.write("00u5");
        co_await in_vain;
        EXPECT_EQ(said("Wrong codes cannot be written down"), 2) << log_.text;
        process.loop.stop(0);
    };
    const loop::Root telling{process.loop, story(), {}};
    process.loop.run();
}

}  // namespace
}  // namespace okta_factor::daemon
