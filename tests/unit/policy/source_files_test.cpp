// SPDX-License-Identifier: MIT
// The configuration on disk: drop-ins, and who may write it.
#include "daemon/policy/source_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/policy/texts.h"

namespace okta_factor::policy {
namespace {

class ConfigurationFiles : public testing::Test {
  protected:
    [[nodiscard]] std::string mistakes() const {
        const auto policy = read_configuration(main_);
        if (policy) return {};
        auto text = lines(policy.error());
        for (auto at = text.find(prefix_); at != std::string::npos; at = text.find(prefix_))
            text.erase(at, prefix_.size());
        return text;
    }

    Folder folder_;
    std::string prefix_ = folder_.path().string() + "/";
    std::filesystem::path main_ = folder_.write("main", least);
};

TEST_F(ConfigurationFiles, AreReadWithTheirDropInsInNameOrder) {
    folder_.write("main.d/20.conf", "[login]\ntries = 2\n");
    folder_.write("main.d/10.conf", "[login]\ntries = 1\n");
    folder_.write("main.d/30.conf~", "nonsense");
    folder_.write("main.d/.30.conf", "nonsense");
    folder_.write("main.d/README", "nonsense");
    const auto policy = read_configuration(main_);
    ASSERT_TRUE(policy) << lines(policy.error());
    EXPECT_EQ(policy->login.tries, 2);
}

TEST_F(ConfigurationFiles, NeedNoDropIns) {
    EXPECT_EQ(mistakes(), "");
}

TEST_F(ConfigurationFiles, ThatAreMissingAreOneMistakeOnly) {
    std::filesystem::remove(main_);
    EXPECT_EQ(mistakes(), "main:1:1: there is no such file\n");
}

TEST_F(ConfigurationFiles, ThatAreMissingDoNotHideMistakesInDropIns) {
    std::filesystem::remove(main_);
    folder_.write("main.d/a.conf", "x = 1\n");
    EXPECT_EQ(mistakes(),
              "main:1:1: there is no such file\nmain.d/a.conf:1:1: unknown key \"x\"\n");
}

TEST_F(ConfigurationFiles, ThatOthersMayWriteAreRefused) {
    for (const mode_t mode : {0660U, 0606U, 0622U}) {
        ASSERT_EQ(chmod(main_.c_str(), mode), 0);
        EXPECT_EQ(mistakes(),
                  "main:1:1: may be written by its group or by others; chmod go-w was meant\n");
    }
    ASSERT_EQ(chmod(main_.c_str(), 0644), 0);
    EXPECT_EQ(mistakes(), "");
}

TEST_F(ConfigurationFiles, ThatOthersMayWriteStillHaveTheirOtherMistakesListed) {
    folder_.write("main.d/a.conf", "x = 1\n");
    ASSERT_EQ(chmod((folder_.path() / "main.d/a.conf").c_str(), 0666), 0);
    EXPECT_EQ(mistakes(),
              "main.d/a.conf:1:1: may be written by its group or by others; chmod go-w was meant\n"
              "main.d/a.conf:1:1: unknown key \"x\"\n");
}

TEST_F(ConfigurationFiles, InAFolderThatOthersMayWriteAreRefused) {
    folder_.write("main.d/a.conf", "");
    ASSERT_EQ(chmod((folder_.path() / "main.d").c_str(), 0777), 0);
    EXPECT_EQ(mistakes(),
              "main.d:1:1: may be written by its group or by others; chmod go-w was meant\n");
}

TEST_F(ConfigurationFiles, ThatBelongToSomebodyElseAreRefused) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
    ASSERT_EQ(chown(main_.c_str(), 1234, 0), 0);
    EXPECT_EQ(mistakes(), "main:1:1: belongs to uid 1234; it must belong to root\n");
}

TEST_F(ConfigurationFiles, ThatEverybodyMayReadHoldNoProxyPassword) {
    const std::string refused =
        ": proxy holds a password, and everybody may read this file; chown root:okta-factor and "
        "chmod 0640 it, or move proxy to a file of its own in the folder of drop-ins\n";
    const auto secret =
        folder_.write("main.d/secret.conf", "[okta]\nproxy = \"http://acme:hunter2@proxy:3128\"\n");
    folder_.write("main.d/zzz.conf", "[okta]\nproxy = \"http://proxy:3128\"\n");
    ASSERT_EQ(chmod(secret.c_str(), 0644), 0);
    EXPECT_EQ(mistakes(), "main.d/secret.conf:2:9" + refused);
    ASSERT_EQ(chmod(secret.c_str(), 0640), 0);
    EXPECT_EQ(mistakes(), "");
    for (const auto* without : {"http://proxy:3128", "socks5://acme@proxy:1080"}) {
        folder_.write("main.d/secret.conf", std::string{"[okta]\nproxy = \""} + without + "\"\n");
        ASSERT_EQ(chmod(secret.c_str(), 0644), 0);
        EXPECT_EQ(mistakes(), "") << without;
    }
    folder_.write("main.d/secret.conf", "[okta]\nproxy = \"SOCKS5h://a:@proxy:1080\"\n");
    ASSERT_EQ(chmod(secret.c_str(), 0644), 0);
    EXPECT_EQ(mistakes(), "main.d/secret.conf:2:9" + refused);
}

TEST_F(ConfigurationFiles, InAFolderOfSomebodyElseAreRefusedEvenBeforeThereIsOne) {
    std::filesystem::create_directory(folder_.path() / "main.d");
    ASSERT_EQ(chmod((folder_.path() / "main.d").c_str(), 0775), 0);
    EXPECT_EQ(mistakes(),
              "main.d:1:1: may be written by its group or by others; chmod go-w was meant\n");
    if (geteuid() != 0) GTEST_SKIP() << "only root can give folders away";
    ASSERT_EQ(chmod((folder_.path() / "main.d").c_str(), 0755), 0);
    ASSERT_EQ(chown((folder_.path() / "main.d").c_str(), 1234, 0), 0);
    EXPECT_EQ(mistakes(), "main.d:1:1: belongs to uid 1234; it must belong to root\n");
}

TEST_F(ConfigurationFiles, ThatAreNoFilesAreRefusedWithoutWaiting) {
    std::filesystem::remove(main_);
    ASSERT_EQ(mkfifo(main_.c_str(), 0600), 0);
    EXPECT_EQ(mistakes(), "main:1:1: is no regular file\n");
    std::filesystem::remove(main_);
    std::filesystem::create_directory(main_);
    EXPECT_EQ(mistakes(), "main:1:1: is no regular file\n");
    std::filesystem::remove(main_);
    std::filesystem::create_symlink(main_, main_);
    EXPECT_EQ(mistakes(), "main:1:1: cannot be opened: Too many levels of symbolic links\n");
}

TEST_F(ConfigurationFiles, ThatAreHugeAreRefused) {
    folder_.write("main", least + "#" + std::string((1U << 20U) + 1, 'x') + "\n");
    EXPECT_EQ(mistakes(), "main:1:1: is larger than 1 MiB, so it is no configuration\n");
}

TEST_F(ConfigurationFiles, ThatAreTooManyAreRefused) {
    for (int i = 0; i < 256; ++i)
        folder_.write("main.d/" + std::to_string(i) + ".conf", "");
    EXPECT_EQ(mistakes(), "");
    folder_.write("main.d/256.conf", "");
    EXPECT_EQ(mistakes(), "main.d:1:1: holds more than 256 files that end in .conf\n");
}

TEST_F(ConfigurationFiles, ThatAreHugeTogetherAreRefused) {
    const std::string comment = "#" + std::string((1U << 20U) - 2, 'x') + "\n";
    for (const char* name : {"main.d/1.conf", "main.d/2.conf", "main.d/3.conf"})
        folder_.write(name, comment);
    EXPECT_EQ(mistakes(), "");
    folder_.write("main.d/4.conf", comment);
    EXPECT_EQ(mistakes(), "main.d/4.conf:1:1: makes the configuration larger than 4 MiB in all\n");
}

TEST_F(ConfigurationFiles, DoNotIncludeTheCredentialsThatSystemdGives) {
    EXPECT_FALSE(credentials_in("").api_token);
    EXPECT_FALSE(credentials_in(folder_.path()).api_token);
    folder_.write("okta-api-token", "x");
    EXPECT_TRUE(credentials_in(folder_.path()).api_token);
    EXPECT_FALSE(credentials_in(folder_.path()).private_key);
}

}  // namespace
}  // namespace okta_factor::policy
