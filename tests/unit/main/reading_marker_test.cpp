// SPDX-License-Identifier: MIT
#include "daemon/main/reading_marker.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/fake_storage.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::daemon {
namespace {

using Texts = std::vector<policy::SourceText>;

const Texts ours{{"/etc/okta-factor.conf", "[okta]\n"}, {"/etc/okta-factor.conf.d/a", ""}};

class ReadingMarkerTest : public testing::Test {
  protected:
    /// As a daemon leaves it that ends while it reads.
    void leave_behind(const std::string& content) const {
        std::ofstream{file()} << content;
        std::filesystem::permissions(file(), std::filesystem::perms::owner_read);
    }
    [[nodiscard]] std::filesystem::path file() const { return folder_ / ReadingMarker::file_name; }

    test::TempDir folder_;
    test::KeptLog log_;
    ReadingMarker marker_{log_, folder_.path()};
};

TEST_F(ReadingMarkerTest, StandsWhileTheConfigurationIsRead) {
    EXPECT_FALSE(marker_.ended_a_daemon(ours));
    {
        const auto mark = marker_.mark(ours);
        EXPECT_TRUE(marker_.ended_a_daemon(ours));
    }
    EXPECT_FALSE(marker_.ended_a_daemon(ours));
    EXPECT_FALSE(std::filesystem::exists(file()));
    EXPECT_EQ(log_.text, "");
}

TEST_F(ReadingMarkerTest, GoesWhereReadingThrows) {
    const auto read = [this] {
        const auto mark = marker_.mark(ours);
        throw std::runtime_error{"no memory"};
    };
    EXPECT_THROW(read(), std::runtime_error);
    EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(ReadingMarkerTest, IsAboutTheseVeryTextsAndThisVersion) {
    leave_behind(ReadingMarker::content_for(ours));
    EXPECT_TRUE(marker_.ended_a_daemon(ours));
    for (const auto& others :
         {Texts{ours[0]}, Texts{ours[1], ours[0]}, Texts{ours[0], {ours[1].file, "x"}},
          Texts{ours[0], {"b", ""}}, Texts{{ours[0].file + ours[0].text, ""}, ours[1]}})
        EXPECT_FALSE(marker_.ended_a_daemon(others));
    for (const auto& content :
         {std::string{}, std::string{"okta-factord 0.0.1 abc\n"}, std::string(1 << 20, 'x')}) {
        std::filesystem::remove(file());
        leave_behind(content);
        EXPECT_FALSE(marker_.ended_a_daemon(ours));
    }
}

TEST_F(ReadingMarkerTest, ThatCannotBeWrittenIsLoggedAndReadingGoesOn) {
    const ReadingMarker marker{log_, folder_ / "missing"};
    { const auto mark = marker.mark(ours); }
    EXPECT_EQ(log_.text.rfind("4 If reading the configuration ends the daemon", 0), 0U)
        << log_.text;
}

TEST_F(ReadingMarkerTest, IsNoneWithoutAFolder) {
    const ReadingMarker marker{log_, std::nullopt};
    { const auto mark = marker.mark(ours); }
    EXPECT_FALSE(marker.ended_a_daemon(ours));
    EXPECT_EQ(log_.text, "");
}

}  // namespace
}  // namespace okta_factor::daemon
