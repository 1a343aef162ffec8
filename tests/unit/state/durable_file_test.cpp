// SPDX-License-Identifier: MIT
#include "daemon/state/durable_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "tests/support/temp_dir.h"

namespace okta_factor::state {
namespace {

class DurableFile : public testing::Test {
  protected:
    test::TempDir folder;
    const std::filesystem::path file{folder / "kept.json"};
    const std::filesystem::path draft{folder / ".kept.json.new"};

    [[nodiscard]] std::string content() const {
        const auto read = read_file(file, 1000);
        EXPECT_TRUE(read) << read.error();
        EXPECT_TRUE(read && *read);
        return read.value().value_or("");
    }
};

TEST_F(DurableFile, reads_what_was_written) {
    const std::string text{"one\0two", 7};
    ASSERT_TRUE(replace_file(file, text));
    EXPECT_EQ(content(), text);
    ASSERT_TRUE(replace_file(file, "three"));
    EXPECT_EQ(content(), "three");
}

TEST_F(DurableFile, is_the_daemons_alone) {
    const auto before = umask(0);
    ASSERT_TRUE(replace_file(file, "secret"));
    umask(before);
    struct stat status {};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0600U);
    EXPECT_FALSE(std::filesystem::exists(draft));
}

TEST_F(DurableFile, that_is_not_there_is_no_error) {
    const auto read = read_file(file, 1000);
    ASSERT_TRUE(read) << read.error();
    EXPECT_FALSE(*read);
}

TEST_F(DurableFile, keeps_the_old_content_where_a_power_loss_cut_a_write_short) {
    ASSERT_TRUE(replace_file(file, "old"));
    std::ofstream(draft) << "ne";
    EXPECT_EQ(content(), "old");
    ASSERT_TRUE(replace_file(file, "newer"));
    EXPECT_EQ(content(), "newer");
    EXPECT_FALSE(std::filesystem::exists(draft));
}

TEST_F(DurableFile, is_not_written_through_a_link_that_lies_in_the_way) {
    std::ofstream(folder / "other") << "untouched";
    std::filesystem::create_symlink(folder / "other", draft);
    ASSERT_TRUE(replace_file(file, "new"));
    std::string other;
    std::ifstream(folder / "other") >> other;
    EXPECT_EQ(other, "untouched");
    EXPECT_EQ(content(), "new");
}

TEST_F(DurableFile, keeps_the_old_content_where_it_cannot_be_written) {
    ASSERT_TRUE(replace_file(file, "old"));
    std::filesystem::create_directories(draft / "in-the-way");
    const auto written = replace_file(file, "new");
    ASSERT_FALSE(written);
    EXPECT_NE(written.error().find(draft.string() + " cannot be created"), std::string::npos)
        << written.error();
    EXPECT_EQ(content(), "old");
}

TEST_F(DurableFile, keeps_the_old_content_where_the_disk_is_full) {
    ASSERT_TRUE(replace_file(file, "old"));
    // A file-size limit of its own fails a write as a full disk does.
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{2, 2};
        setrlimit(RLIMIT_FSIZE, &limit);
        _exit(replace_file(file, "new") ? 0 : 42);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 42);
    EXPECT_EQ(content(), "old");
}

TEST_F(DurableFile, says_which_folder_is_missing) {
    const auto written = replace_file(folder / "nowhere/kept.json", "new");
    ASSERT_FALSE(written);
    EXPECT_NE(written.error().find("nowhere cannot be opened"), std::string::npos);
}

TEST_F(DurableFile, is_not_trusted_where_others_may_have_written_it) {
    ASSERT_TRUE(replace_file(file, "old"));
    chmod(file.c_str(), 0620);
    EXPECT_FALSE(read_file(file, 1000));
    chmod(file.c_str(), 0602);
    EXPECT_FALSE(read_file(file, 1000));
    chmod(file.c_str(), 0600);
    if (geteuid() == 0) {
        ASSERT_EQ(chown(file.c_str(), 12345, 0), 0);
        EXPECT_FALSE(read_file(file, 1000));
    }
}

TEST_F(DurableFile, is_a_file_and_not_too_large) {
    ASSERT_TRUE(replace_file(file, std::string(1000, 'x')));
    EXPECT_TRUE(read_file(file, 1000));
    EXPECT_FALSE(read_file(file, 999));
    EXPECT_FALSE(read_file(folder.path(), 1000));
    ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_FALSE(read_file(folder / "pipe", 1000));
}

TEST(StateDirectory, is_the_first_that_systemd_names) {
    unsetenv("STATE_DIRECTORY");
    EXPECT_FALSE(state_directory());
    setenv("STATE_DIRECTORY", "", 1);
    EXPECT_FALSE(state_directory());
    setenv("STATE_DIRECTORY", "/var/lib/okta-factor", 1);
    EXPECT_EQ(state_directory(), "/var/lib/okta-factor");
    setenv("STATE_DIRECTORY", "/var/lib/a:/var/lib/b", 1);
    EXPECT_EQ(state_directory(), "/var/lib/a");
    unsetenv("STATE_DIRECTORY");
}

}  // namespace
}  // namespace okta_factor::state
