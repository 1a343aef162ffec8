// SPDX-License-Identifier: MIT
// Reading people, and who may.
#include "tests/emulator/test/org_under_test.h"

namespace okta_factor::emulator {
namespace {

class Users : public OrgUnderTest {};

TEST_F(Users, AreFoundByIdByFullLoginInAnyCaseAndByAShortName) {
    for (const char* name : {"00ualice", "alice%40acme.com", "Alice@ACME.com", "alice", "me"}) {
        const Reply reply = get(std::string("/api/v1/users/") + name);
        EXPECT_EQ(reply.status, 200) << name;
        EXPECT_EQ(reply.body["profile"]["login"], "alice@acme.com") << name;
        EXPECT_EQ(reply.body["id"], "00ualice");
        EXPECT_EQ(reply.body["status"], "ACTIVE");
    }
}

TEST_F(Users, WhoAreUnknownOrAmbiguousAreNotFound) {
    for (const char* name : {"zoe@acme.com", "twin", "00unobody"}) {
        const Reply reply = get(std::string("/api/v1/users/") + name);
        EXPECT_EQ(reply.status, 404) << name;
        EXPECT_EQ(reply.code(), "E0000007") << name;
        EXPECT_NE(reply.body["errorSummary"].get<std::string>().find("(User)"), std::string::npos);
    }
}

TEST_F(Users, OfAnyNameHurtNobody) {
    EXPECT_EQ(get("/api/v1/users/" + std::string(7000, 'x')).status, 404);
    EXPECT_EQ(get("/api/v1/users/%ff%fe%00").status, 404);
    EXPECT_EQ(get("/api/v1/users/a%2Fb").status, 405);
    EXPECT_EQ(get("/api/v1/users/al%0Aice").status, 404);
    EXPECT_EQ(ask("/control/requests").body.size(), 4U);
}

TEST_F(Users, AreReadWithAValidTokenOnly) {
    const auto with = [&](const httplib::Headers& headers) { return get(alice, headers); };
    EXPECT_EQ(with({}).code(), "E0000005");
    const Reply wrong = with({{"Authorization", "SSWS wrong"}});
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.code(), "E0000011");
    const Reply powerless = with({{"Authorization", "SSWS 00-powerless"}});
    EXPECT_EQ(powerless.status, 403);
    EXPECT_EQ(powerless.code(), "E0000006");
}

TEST_F(Users, GroupsComeInPagesThatLeadOn) {
    std::vector<std::string> names;
    std::string path = std::string(alice) + "/groups?limit=2";
    for (int pages = 0; !path.empty() && pages < 5; ++pages) {
        const Reply page = get(path);
        ASSERT_EQ(page.status, 200);
        for (const Json& group : page.body)
            names.push_back(group["profile"]["name"]);
        path.clear();
        const auto [first, last] = page.headers.equal_range("Link");
        for (auto link = first; link != last; ++link) {
            const std::string& text = link->second;
            if (text.find("rel=\"next\"") == std::string::npos) continue;
            ASSERT_TRUE(text.starts_with("<" + org_.org_url()));
            path =
                text.substr(1 + org_.org_url().size(), text.find('>') - 1 - org_.org_url().size());
        }
    }
    EXPECT_EQ(names, (std::vector<std::string>{"Everyone", "Engineering", "Admins"}));
}

TEST_F(Users, FactorsAreListedInOrderAndPendingOnesShowTheirSecret) {
    const Reply list = get(std::string(alice) + "/factors");
    ASSERT_EQ(list.body.size(), 16U);
    EXPECT_EQ(list.body[0]["profile"]["name"], "Gibson");
    EXPECT_EQ(list.body[0]["provider"], "OKTA");
    EXPECT_EQ(list.body[0]["status"], "ACTIVE");
    EXPECT_FALSE(list.body[0].contains("_embedded"));
    EXPECT_EQ(list.body[13]["status"], "PENDING_ACTIVATION");
    EXPECT_TRUE(list.body[13]["_embedded"]["activation"].contains("sharedSecret"));

    const Reply one = get(std::string(alice) + "/factors/push");
    EXPECT_EQ(one.body, list.body[0]);
    const Reply none = get(std::string(alice) + "/factors/nothing");
    EXPECT_EQ(none.status, 404);
    EXPECT_NE(none.text.find("(UserFactor)"), std::string::npos);
}

TEST_F(Users, FactorPathsWantTheIdNotTheLogin) {
    EXPECT_EQ(get("/api/v1/users/alice%40acme.com/factors").status, 404);
}

TEST_F(Users, CatalogAndQuestionsAreThere) {
    EXPECT_FALSE(get(std::string(alice) + "/factors/catalog").body.empty());
    EXPECT_TRUE(get(std::string(alice) + "/factors/questions").body[0].contains("questionText"));
}

TEST_F(Users, WrongMethodsAreRefused) {
    const Reply reply = post(alice);
    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(reply.code(), "E0000022");
}

TEST_F(Users, AnswersComeCompressedWhenAsked) {
    const Reply reply = get(alice, {{"Authorization", token}, {"Accept-Encoding", "gzip"}});
    EXPECT_EQ(reply.header("Content-Encoding"), "gzip");
    EXPECT_EQ(reply.body["id"], "00ualice");
}

TEST_F(Users, CanBeChangedAddedAndRemovedThroughTheControlDoor) {
    tell("/control/user", {{"login", "alice@acme.com"}, {"status", "SUSPENDED"}});
    EXPECT_EQ(get(alice).body["status"], "SUSPENDED");
    EXPECT_EQ(get(std::string(alice) + "/factors").body.size(), 16U);
    tell("/control/user", {{"login", "zoe@acme.com"}, {"id", "00uzoe"}});
    EXPECT_EQ(get("/api/v1/users/zoe@acme.com").body["id"], "00uzoe");
    EXPECT_EQ(clear("/control/user?user=zoe@acme.com").status, 204);
    EXPECT_EQ(get("/api/v1/users/zoe@acme.com").status, 404);
}

}  // namespace
}  // namespace okta_factor::emulator
