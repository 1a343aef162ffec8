// SPDX-License-Identifier: MIT
#include "daemon/okta/ssws_token.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/manual_executor.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::okta {
namespace {

class SswsTokenTest : public testing::Test {
  protected:
    void write(const std::string& text) {
        std::ofstream{source.path} << text;
        chmod(source.path.c_str(), 0600);
    }
    Authorizer::Headers headers(SswsToken& token) {
        return executor
            .finish(token.headers(http::Method::get, "https://acme.okta.com/", executor.now()))
            .value();
    }
    static http::Response answer(int status) {
        http::Response response;
        response.status = status;
        return response;
    }

    test::ManualExecutor executor;
    test::TempDir scratch;
    SecretSource source{scratch / "token", false};
};

TEST_F(SswsTokenTest, GoesIntoTheAuthorizationHeader) {
    write("00Zer0C00l\n");
    const auto token = SswsToken::load(source).value();
    EXPECT_EQ(headers(*token), Authorizer::Headers{"Authorization: SSWS 00Zer0C00l"});
}

TEST_F(SswsTokenTest, ATokenThatWouldBreakTheHeaderIsRefused) {
    for (const auto* text : {"two words", "two\nlines", "\x01", "t\xC3\xB6ken"}) {
        write(text);
        EXPECT_FALSE(SswsToken::load(source)) << text;
    }
}

TEST_F(SswsTokenTest, AReplacedTokenIsReadWhenOktaRefusesTheOldOne) {
    write("old");
    const auto token = SswsToken::load(source).value();
    const auto sent = headers(*token);
    EXPECT_FALSE(token->learn(answer(401), sent));
    write("new");
    EXPECT_FALSE(token->learn(answer(200), sent));
    EXPECT_FALSE(token->learn(answer(403), sent));
    EXPECT_TRUE(token->learn(answer(401), sent));
    EXPECT_EQ(headers(*token), Authorizer::Headers{"Authorization: SSWS new"});
    EXPECT_FALSE(token->learn(answer(401), headers(*token)));
}

TEST_F(SswsTokenTest, WithoutAReadableFileTheTokenStays) {
    write("old");
    const auto token = SswsToken::load(source).value();
    std::filesystem::remove(source.path);
    EXPECT_FALSE(token->learn(answer(401), headers(*token)));
    EXPECT_EQ(headers(*token), Authorizer::Headers{"Authorization: SSWS old"});
}

}  // namespace
}  // namespace okta_factor::okta
