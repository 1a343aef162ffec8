// SPDX-License-Identifier: MIT
#include "daemon/main/metrics_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "daemon/loop/event_loop.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::daemon {
namespace {

class Complaints final : public Log {
  public:
    std::vector<std::string> texts;

  private:
    void write(int, std::string_view text) noexcept override { texts.emplace_back(text); }
};

class MetricsFileTest : public testing::Test {
  protected:
    /// Turns the loop until that holds; false if it never does.
    template <class Condition>
    bool run_until(Condition holds) {
        constexpr int turns = 100;  // of at most 0.1 s
        for (int turn = 0; turn < turns && !holds(); ++turn)
            sd_event_run(loop_.handle(), 100'000);
        return holds();
    }
    static std::string content(const std::string& path) {
        std::ifstream file{path};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

    test::TempDir folder_;
    Complaints log_;
    loop::EventLoop loop_;
    std::string text_ = "one 1\n";
    MetricsFile metrics_{loop_, log_, [this] { return text_; }};
};

TEST_F(MetricsFileTest, is_written_for_everybody_to_read) {
    const auto path = folder_ / "okta-factor.prom";
    metrics_.write_to(path);
    ASSERT_TRUE(run_until([&] { return std::filesystem::exists(path); }));
    EXPECT_EQ(content(path), "one 1\n");
    struct stat about {};
    ASSERT_EQ(stat(path.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 07777U, 0644U);
    EXPECT_TRUE(log_.texts.empty());
}

TEST_F(MetricsFileTest, is_replaced_whole_and_leaves_nothing_beside_it) {
    const auto path = folder_ / "okta-factor.prom";
    std::ofstream(path) << "what was there before, and longer\n";
    const auto draft = folder_ / ".okta-factor.prom.new";
    std::ofstream(draft) << "left by a crash";
    metrics_.write_to(path);
    ASSERT_TRUE(run_until([&] { return content(path) == "one 1\n"; }));
    EXPECT_FALSE(std::filesystem::exists(draft));
}

TEST_F(MetricsFileTest, goes_through_no_link) {
    const auto path = folder_ / "okta-factor.prom";
    const auto elsewhere = folder_ / "elsewhere";
    std::ofstream(elsewhere) << "precious";
    std::filesystem::create_symlink(elsewhere, folder_ / ".okta-factor.prom.new");
    std::filesystem::create_symlink(elsewhere, path);
    metrics_.write_to(path);
    ASSERT_TRUE(run_until([&] { return content(path) == "one 1\n"; }));
    EXPECT_EQ(content(elsewhere), "precious");
}

TEST_F(MetricsFileTest, that_cannot_be_written_is_a_warning) {
    metrics_.write_to(folder_ / "no such folder/okta-factor.prom");
    ASSERT_TRUE(run_until([&] { return !log_.texts.empty(); }));
    EXPECT_NE(log_.texts[0].find("no such folder"), std::string::npos) << log_.texts[0];
}

TEST_F(MetricsFileTest, nothing_is_written_where_nothing_is_configured) {
    metrics_.write_to(folder_ / "okta-factor.prom");
    metrics_.write_to("");
    while (sd_event_run(loop_.handle(), 0) > 0) {
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace okta_factor::daemon
