// SPDX-License-Identifier: MIT
#include "daemon/okta/signing_key.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/okta/keys.h"

namespace okta_factor::okta {
namespace {

tl::expected<SigningKey, std::string> parse(const std::string& text) {
    return SigningKey::parse(Secret{std::string_view{text}});
}

TEST(SigningKeyTest, RsaPemSignsRs256) {
    const auto key = parse(test::pem(test::rsa_key()));
    ASSERT_TRUE(key) << key.error();
    EXPECT_EQ(key->algorithm(), "RS256");
    const test::Jws jws{key->sign({{"kid", "k1"}}, {{"iss", "me"}}), key->public_jwk()};
    EXPECT_TRUE(jws.is_valid);
    EXPECT_EQ(jws.header, nlohmann::json({{"alg", "RS256"}, {"kid", "k1"}}));
    EXPECT_EQ(jws.claims, nlohmann::json({{"iss", "me"}}));
}

TEST(SigningKeyTest, EcPemSignsEs256) {
    for (int i = 0; i < 20; ++i) {  // numbers with leading zeros are as long as all others
        const auto key = parse(test::pem(test::ec_key()));
        ASSERT_TRUE(key) << key.error();
        EXPECT_EQ(key->algorithm(), "ES256");
        const test::Jws jws{key->sign({}, {{"n", i}}), key->public_jwk()};
        EXPECT_TRUE(jws.is_valid);
    }
}

TEST(SigningKeyTest, JwkBringsItsKeyId) {
    const auto key = parse(test::jwk(true, "kid-from-okta"));
    ASSERT_TRUE(key) << key.error();
    EXPECT_EQ(key->id(), "kid-from-okta");
    EXPECT_EQ(key->algorithm(), "ES256");
    EXPECT_TRUE(test::Jws(key->sign({}, {}), key->public_jwk()).is_valid);
    EXPECT_EQ(parse(test::jwk(true))->id(), "");
}

TEST(SigningKeyTest, ThePublicPartHasNothingPrivate) {
    const auto key = SigningKey::generate();
    std::set<std::string> names;
    const auto jwk = key.public_jwk();
    for (const auto& item : jwk.items())
        names.insert(item.key());
    EXPECT_EQ(names, (std::set<std::string>{"crv", "kty", "x", "y"}));
}

TEST(SigningKeyTest, WhatCannotSignForOktaIsRefusedWithTheReason) {
    const auto reason = [](const std::string& text) {
        const auto key = parse(text);
        return key ? "accepted" : key.error();
    };
    EXPECT_EQ(reason("hello"), "is neither a PEM key nor a JWK");
    EXPECT_EQ(reason("{}"), "is neither a PEM key nor a JWK");
    EXPECT_EQ(reason(test::jwk(false)), "is a public key only");
    EXPECT_EQ(reason(R"({"kty":"oct","k":"c2VjcmV0","d":"x"})"),
              "is neither RSA of 2048 to 8192 bits nor EC P-256");
    EXPECT_EQ(reason(test::pem(test::rsa_key(1024))),
              "is neither RSA of 2048 to 8192 bits nor EC P-256");
    EXPECT_EQ(reason(R"({"kty":"RSA","e":"AQAB","n":")" + std::string(2 * 1366, 'x') +
                     R"(","d":")" + std::string(2 * 1366, 'x') + "\"}"),
              "is neither RSA of 2048 to 8192 bits nor EC P-256");
    EXPECT_EQ(reason(test::pem(test::ec_key("P-384"))),
              "is neither RSA of 2048 to 8192 bits nor EC P-256");
    EXPECT_EQ(reason(test::pem(test::ec_key(), "pass")),
              "is not a private PEM key without a passphrase");
    EXPECT_EQ(reason("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
              "is not a private PEM key without a passphrase");
}

TEST(SigningKeyTest, Base64UrlAndSha256AreTheOnesOfTheStandards) {
    EXPECT_EQ(base64url(""), "");
    EXPECT_EQ(base64url("\xFB\xFF"), "-_8");
    EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url(sha256("abc")), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
}

TEST(SigningKeyTest, IdsAreUnique) {
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i)
        ids.insert(random_id());
    EXPECT_EQ(ids.size(), 1000U);
    EXPECT_EQ(ids.begin()->size(), 22U);
}

}  // namespace
}  // namespace okta_factor::okta
