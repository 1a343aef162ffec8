// SPDX-License-Identifier: MIT
// What check finds in the files that a configuration refers to.
#include "ctl/credential_check.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "ctl/configuration.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::ctl {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char no_account[] = "no-such-account";

class CredentialCheckTest : public testing::Test {
  protected:
    CredentialCheckTest() {
        okta_.org_url = "https://acme.okta.com";
        okta_.api_token_file = token_;
        write(0600);
    }
    void write(mode_t mode) const {
        std::ofstream(token_) << "00token\n";
        ::chmod(token_.c_str(), mode);
    }
    CredentialCheck check(const char* account = no_account) const {
        return check_credentials(okta_, "/etc/f.conf", account);
    }
    void expect_mistake(const std::string& part) const {
        EXPECT_THAT(check().mistakes,
                    ElementsAre(AllOf(Field(&policy::Mistake::file, "/etc/f.conf"),
                                      Field(&policy::Mistake::text, HasSubstr(part)))));
    }

    test::TempDir folder_;
    std::string token_ = folder_ / "token";
    policy::OktaSettings okta_;
};

TEST_F(CredentialCheckTest, ATokenForTheDaemonAloneIsFine) {
    EXPECT_THAT(check().mistakes, IsEmpty());
    EXPECT_THAT(check().unexamined, IsEmpty());
}

TEST_F(CredentialCheckTest, AMissingOpenOrEmptyTokenIsAMistake) {
    write(0644);
    expect_mistake(token_ + " is open to all users");
    write(0620);
    expect_mistake(token_ + " is writable by its group");
    ASSERT_EQ(::truncate(token_.c_str(), 0), 0);
    ::chmod(token_.c_str(), 0600);
    expect_mistake(token_ + " is empty");
    std::filesystem::remove(token_);
    expect_mistake(token_ + " cannot be read: No such file");
}

TEST_F(CredentialCheckTest, ATokenThatTheDaemonMayNotReadIsAMistakeForRoot) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can be the daemon";
    ::chmod(folder_.path().c_str(), 0755);
    const auto found = check("nobody");
    EXPECT_THAT(found.mistakes, ElementsAre(Field(&policy::Mistake::text,
                                                  HasSubstr("cannot be read: Permission denied"))));
    EXPECT_EQ(geteuid(), 0U);
    EXPECT_THAT(check().mistakes, IsEmpty());
}

// A process of its own, as the change of user is for good.
TEST_F(CredentialCheckTest, WhatOthersThanRootMayNotSeeIsNoMistake) {
    if (geteuid() != 0) GTEST_SKIP() << "nothing is hidden from who wrote it";
    const auto child = fork();
    if (child == 0) {
        const bool is_somebody = setgid(65534) == 0 && setuid(65534) == 0;
        const auto found = check();
        const bool is_silent = found.mistakes.empty() && found.unexamined.size() == 1 &&
                               found.unexamined[0].starts_with(token_);
        _exit(is_somebody && is_silent ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

TEST(MistakeFrom, FindsThePlaceThatTheDaemonWrote) {
    EXPECT_EQ(mistake_from("/etc/f.conf:4:11: ca_file: there is no such file", "g"),
              (policy::Mistake{"/etc/f.conf", 4, 11, "ca_file: there is no such file"}));
    EXPECT_EQ(mistake_from("/t cannot be read: Permission denied", "/etc/f.conf"),
              (policy::Mistake{"/etc/f.conf", 0, 0, "/t cannot be read: Permission denied"}));
    for (const auto* file : {"/etc/f.conf", ""})
        EXPECT_EQ(mistake_from("/etc/f.conf: /t is empty: really", file),
                  (policy::Mistake{"/etc/f.conf", 0, 0, "/t is empty: really"}));
    EXPECT_EQ(mistake_from("odd: words").text, "odd: words");
}

}  // namespace
}  // namespace okta_factor::ctl
