// SPDX-License-Identifier: MIT
#include "daemon/okta/links.h"

#include <gtest/gtest.h>

namespace okta_factor::okta {
namespace {

constexpr auto our_org = "https://acme.okta.com";

TEST(Links, AreFollowedWithinTheOrg) {
    EXPECT_TRUE(
        is_org_link("https://acme.okta.com/api/v1/users/1/factors/2/transactions/v2.x", our_org));
    EXPECT_TRUE(is_org_link("HTTPS://ACME.okta.com:443/api/v1/users?after=x%2Fy&limit=2", our_org));
    EXPECT_TRUE(is_org_link("https://localhost:8443/api/v1/x", "https://localhost:8443"));
    EXPECT_TRUE(is_org_link("https://[::1]:8443/api/v1/x", "https://[::1]:8443"));
}

TEST(Links, AreRefusedAnywhereElse) {
    for (const std::string href : {
             "",
             "x",
             "http://acme.okta.com/api/v1/x",
             "https://evil.com/api/v1/x",
             "https://acme.okta.com.evil.com/api/v1/x",
             "https://acme.okta.com@evil.com/api/v1/x",
             "https://evil.com#@acme.okta.com/api/v1/x",
             "https://evil.com?acme.okta.com/api/v1/x",
             "https://evil.com\\@acme.okta.com/api/v1/x",
             "https://acme.okta.com\\.evil.com/api/v1/x",
             "https://acme.okta.com:8443/api/v1/x",
             "https://acme.okta.com:4430/api/v1/x",
             "https://:443/api/v1/x",
             "//acme.okta.com/api/v1/x",
             "/api/v1/x",
             "https://acme.okta.com",
             "https://acme.okta.com/oauth2/v1/token",
             "https://acme.okta.com/api/v1/../../oauth2/v1/token",
             "https://acme.okta.com/api/v1/users/..",
             "https://acme.okta.com/api/v1/%2e%2E/x",
             "https://acme.okta.com/api/v1/x%2F..",
             "https://acme.okta.com/api/v1/\\..\\x",
             "https://acme.okta.com/api/v1/x#y",
             "https://acme.okta.com/api/v1/x?y=\\z",
             "https://acme.okta.com/api/v1/x y",
             "https://acme.okta.com/api/v1/x\r\nHost: evil.com",
             "https://acme.okta.com/api/v1/\xC3\xA9",
         })
        EXPECT_FALSE(is_org_link(href, our_org)) << href;
    EXPECT_FALSE(is_org_link("https://acme.okta.com/api/v1/" + std::string(5000, 'a'), our_org));
}

std::optional<std::string> next_of(std::vector<std::string> lines) {
    http::Response response;
    for (auto& line : lines)
        response.headers.emplace_back("link", std::move(line));
    return next_link(response);
}

TEST(Links, NextPageIsFoundOnItsOwnLineAndAmongOthers) {
    EXPECT_EQ(next_of({R"(<https://a/1>; rel="self")", R"(<https://a/2>; rel="next")"}),
              "https://a/2");
    EXPECT_EQ(next_of({R"(<https://a/1,2>; rel="self", <https://a/3>; title="x"; rel=next)"}),
              "https://a/3");
}

TEST(Links, LastPageHasNone) {
    EXPECT_EQ(next_of({}), std::nullopt);
    EXPECT_EQ(next_of({R"(<https://a/1>; rel="self")"}), std::nullopt);
    EXPECT_EQ(next_of({"<https://a/1", "rel=next", "<>", R"(>; rel="next")"}), std::nullopt);
}

}  // namespace
}  // namespace okta_factor::okta
