// SPDX-License-Identifier: MIT
#include "daemon/okta/credentials.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "daemon/okta/oauth_token.h"
#include "daemon/okta/ssws_token.h"
#include "tests/support/manual_executor.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/okta/fake_transport.h"
#include "tests/unit/okta/keys.h"

namespace okta_factor::okta {
namespace {

class CredentialsTest : public testing::Test {
  protected:
    std::string write(const std::string& text) {
        const auto path = scratch / "secret";
        std::ofstream{path} << text;
        chmod(path.c_str(), 0600);
        return path;
    }
    auto make() { return make_authorizer(executor, transport, options); }

    test::ManualExecutor executor;
    test::FakeTransport transport{executor};
    test::TempDir scratch;
    CredentialOptions options;
};

TEST_F(CredentialsTest, ATokenFileMakesAnSswsToken) {
    options.api_token_file = write("00Atoken\n");
    const auto made = make();
    ASSERT_TRUE(made) << made.error();
    EXPECT_NE(dynamic_cast<SswsToken*>(made->get()), nullptr);
}

TEST_F(CredentialsTest, AClientIdMakesAServiceApp) {
    options.client_id = "0oa1";
    options.private_key_file = write(test::pem(test::ec_key()));
    const auto made = make();
    ASSERT_TRUE(made) << made.error();
    EXPECT_NE(dynamic_cast<OauthToken*>(made->get()), nullptr);
}

TEST_F(CredentialsTest, WhatCannotBeUsedIsNamedWithTheReason) {
    unsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_EQ(make().error(),
              "there is neither a file configured nor a systemd credential okta-api-token");
    options.client_id = "0oa1";
    EXPECT_EQ(make().error(),
              "there is neither a file configured nor a systemd credential okta-private-key");
    options.private_key_file = write("not a key");
    EXPECT_EQ(make().error(), options.private_key_file + " is neither a PEM key nor a JWK");
}

}  // namespace
}  // namespace okta_factor::okta
