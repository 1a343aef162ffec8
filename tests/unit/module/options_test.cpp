// SPDX-License-Identifier: MIT
#include "pam_module/options.h"

#include <gtest/gtest.h>
#include <security/pam_appl.h>

#include <fstream>
#include <vector>

#include "tests/support/temp_dir.h"

namespace okta_factor::pam {
namespace {

int no_conversation(int, const pam_message**, pam_response**, void*) {
    return PAM_CONV_ERR;
}

class OptionsTest : public testing::Test {
  protected:
    OptionsTest() {
        std::ofstream(directory_ / "test") << "auth required pam_deny.so\n";
        EXPECT_EQ(
            pam_start_confdir("test", "alice", &conversation_, directory_.path().c_str(), &pamh_),
            PAM_SUCCESS);
    }
    ~OptionsTest() override { pam_end(pamh_, PAM_SUCCESS); }

    Options read(std::vector<const char*> words) {
        return read_options(pamh_, static_cast<int>(words.size()), words.data());
    }

    test::TempDir directory_;
    pam_conv conversation_{no_conversation, nullptr};
    pam_handle_t* pamh_ = nullptr;
};

TEST_F(OptionsTest, HaveDefaults) {
    const auto options = read({});
    EXPECT_STREQ(options.socket, "/run/okta-factor.socket");
    EXPECT_EQ(options.bus, nullptr);
    EXPECT_EQ(options.timeout, 75U);
    EXPECT_FALSE(options.debug);
}

TEST_F(OptionsTest, AreTakenAsWritten) {
    const auto options = read({"socket=/tmp/s", "bus=unix:path=/tmp/b=c", "timeout=600", "debug"});
    EXPECT_STREQ(options.socket, "/tmp/s");
    EXPECT_STREQ(options.bus, "unix:path=/tmp/b=c");
    EXPECT_EQ(options.timeout, 600U);
    EXPECT_TRUE(options.debug);
}

// The configuration allows 10 minutes, and the module waits longer than the daemon.
TEST_F(OptionsTest, ATimeoutMayOutlastTheLongestOfTheDaemon) {
    EXPECT_EQ(read({"timeout=615"}).timeout, 615U);
    EXPECT_EQ(read({"timeout=900"}).timeout, 900U);
}

TEST_F(OptionsTest, ABadTimeoutIsTheDefault) {
    for (const char* word :
         {"timeout=", "timeout=0", "timeout=901", "timeout=-1", "timeout=+5", "timeout=5s",
          "timeout= 5", "timeout=99999999999999999999", "timeout=0x10", "timeout"})
        EXPECT_EQ(read({word}).timeout, 75U) << word;
}

TEST_F(OptionsTest, AnUnknownWordChangesNothing) {
    const auto options = read({"sockets=/tmp/s", "BUS=unix:path=/tmp/b", "debug=1", "", "nullok"});
    EXPECT_STREQ(options.socket, "/run/okta-factor.socket");
    EXPECT_EQ(options.bus, nullptr);
    EXPECT_FALSE(options.debug);
}

}  // namespace
}  // namespace okta_factor::pam
