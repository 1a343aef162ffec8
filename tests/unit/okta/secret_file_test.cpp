// SPDX-License-Identifier: MIT
#include "daemon/okta/secret_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/temp_dir.h"

namespace okta_factor::okta {
namespace {

class SecretFileTest : public testing::Test {
  protected:
    std::string write(const std::string& text, mode_t mode = 0600) {
        const auto path = scratch / "secret";
        std::ofstream{path} << text;
        chmod(path.c_str(), mode);
        return path;
    }
    static std::string reason(const std::string& path) {
        const auto secret = read_secret({path, false});
        return secret ? "read: " + secret->reveal() : secret.error();
    }

    test::TempDir scratch;
};

TEST_F(SecretFileTest, ReadsTheTextWithoutTheEndOfLine) {
    const auto secret = read_secret({write("00Atoken\r\n\n"), false});
    ASSERT_TRUE(secret);
    EXPECT_EQ(secret->reveal(), "00Atoken");
}

TEST_F(SecretFileTest, OwnGroupMayRead) {
    EXPECT_TRUE(read_secret({write("x", 0640), false}));
}

TEST_F(SecretFileTest, RefusesWhatOthersCanTouchAndSaysWhy) {
    EXPECT_NE(reason(write("x", 0644)).find("open to all users"), std::string::npos);
    EXPECT_NE(reason(write("x", 0602)).find("open to all users"), std::string::npos);
    EXPECT_NE(reason(write("x", 0660)).find("writable by its group"), std::string::npos);
}

TEST_F(SecretFileTest, RefusesFilesOfOthers) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root to give files away";
    constexpr uid_t somebody = 12345;
    const auto path = write("x", 0640);
    ASSERT_EQ(chown(path.c_str(), 0, somebody), 0);
    EXPECT_NE(reason(path).find("readable by a group"), std::string::npos);
    ASSERT_EQ(chown(path.c_str(), somebody, 0), 0);
    EXPECT_NE(reason(path).find("owned by another user"), std::string::npos);
}

TEST_F(SecretFileTest, RefusesWhatIsNoSecret) {
    EXPECT_NE(reason(scratch / "absent").find("No such file"), std::string::npos);
    EXPECT_NE(reason(scratch / "").find("not a regular file"), std::string::npos);
    EXPECT_NE(reason(write(" \n")).find("empty"), std::string::npos);
    EXPECT_NE(reason(write(std::string(70'000, 'x'))).find("too long"), std::string::npos);
    const auto fifo = scratch / "fifo";
    ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_NE(reason(fifo).find("not a regular file"), std::string::npos);
}

TEST_F(SecretFileTest, ACredentialOfSystemdIsTakenAsItIs) {
    const auto path = write("x", 0444);
    EXPECT_TRUE(read_secret({path, true}));
}

TEST_F(SecretFileTest, TheFileComesBeforeTheCredential) {
    setenv("CREDENTIALS_DIRECTORY", "/run/credentials/x", 1);
    const auto file = SecretSource::choose("/etc/token", "okta-api-token");
    const auto credential = SecretSource::choose("", "okta-api-token");
    unsetenv("CREDENTIALS_DIRECTORY");
    const auto neither = SecretSource::choose("", "okta-api-token");
    EXPECT_EQ(file->path, "/etc/token");
    EXPECT_FALSE(file->from_systemd);
    EXPECT_EQ(credential->path, "/run/credentials/x/okta-api-token");
    EXPECT_TRUE(credential->from_systemd);
    ASSERT_FALSE(neither);
    EXPECT_NE(neither.error().find("okta-api-token"), std::string::npos);
}

}  // namespace
}  // namespace okta_factor::okta
