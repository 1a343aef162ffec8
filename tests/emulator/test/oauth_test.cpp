// SPDX-License-Identifier: MIT
// Service apps: private_key_jwt, scopes, roles, DPoP.
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdint>

#include "tests/emulator/jwt.h"
#include "tests/emulator/test/org_under_test.h"
#include "tests/emulator/test/signer.h"

namespace okta_factor::emulator {
namespace {

struct Keys {
    Signer rsa{"RS256", "rsa-key"};
    Signer ec{"ES256", "ec-key"};
    Signer proof{"ES256", ""};
};

Json with_clients(const Keys& keys) {
    const Json jwks{{"keys", {keys.rsa.public_jwk()}}};
    return {{"oauth_clients",
             {{{"client_id", "0oaplain"}, {"jwks", jwks}},
              {{"client_id", "0oadpop"},
               {"jwks", {{"keys", {keys.ec.public_jwk()}}}},
               {"dpop_required", true}}}}};
}

std::string public_pem(EVP_PKEY* key) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PUBKEY(memory.get(), key);
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

class OAuth : private Keys, public OrgUnderTest {
  protected:
    OAuth() : OrgUnderTest(with_clients(*this)) {}

    std::string endpoint() const { return org_.org_url() + "/oauth2/v1/token"; }
    static std::int64_t now() { return epoch_seconds(std::chrono::system_clock::now()); }

    Json assertion(const std::string& client) const {
        return {{"iss", client}, {"sub", client},      {"aud", endpoint()},
                {"iat", now()},  {"exp", now() + 300}, {"jti", random_text(16)}};
    }
    Json proof(const std::string& method, const std::string& url) const {
        return {{"htm", method}, {"htu", url}, {"iat", now()}, {"jti", random_text(16)}};
    }
    std::string signed_proof(const Json& claims) const {
        return Keys::proof.sign(claims, {{"typ", "dpop+jwt"}, {"jwk", Keys::proof.public_jwk()}});
    }
    Reply request_token(const std::string& jwt, const httplib::Headers& headers = {},
                        const std::string& scope = "okta.users.read okta.users.manage") {
        const httplib::Params form{
            {"grant_type", "client_credentials"},
            {"scope", scope},
            {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
            {"client_assertion", jwt}};
        return reply_of(api_->Post("/oauth2/v1/token", headers, form));
    }
    Reply plain_token(const Json& claims) { return request_token(rsa.sign(claims)); }
    /// The whole dance; the nonce comes with the first refusal.
    Reply dpop_token() {
        Json claims = proof("POST", endpoint());
        const Reply first =
            request_token(ec.sign(assertion("0oadpop")), {{"DPoP", signed_proof(claims)}});
        EXPECT_EQ(first.status, 400);
        EXPECT_EQ(first.body["error"], "use_dpop_nonce");
        claims = proof("POST", endpoint());
        claims["nonce"] = first.header("dpop-nonce");
        return request_token(ec.sign(assertion("0oadpop")), {{"DPoP", signed_proof(claims)}});
    }
    Reply get_with_proof(const std::string& access_token, Json claims) {
        claims["ath"] = base64url(sha256(access_token));
        return get(alice,
                   {{"Authorization", "DPoP " + access_token}, {"DPoP", signed_proof(claims)}});
    }
    const Signer& client_key() const { return rsa; }
};

TEST_F(OAuth, AnAssertionBuysATokenThatOpensTheApi) {
    const Reply reply = plain_token(assertion("0oaplain"));
    ASSERT_EQ(reply.status, 200) << reply.text;
    EXPECT_EQ(reply.body["token_type"], "Bearer");
    EXPECT_EQ(reply.body["expires_in"], 3600);
    const std::string bearer = "Bearer " + reply.body["access_token"].get<std::string>();
    EXPECT_EQ(get(alice, {{"Authorization", bearer}}).status, 200);

    tell("/control/clock", {{"offset_seconds", 3601}});
    const Reply expired = get(alice, {{"Authorization", bearer}});
    EXPECT_EQ(expired.status, 401);
    EXPECT_EQ(expired.code(), "E0000011");
}

TEST_F(OAuth, AssertionsThatAreNotRightAreRefused) {
    const std::vector<std::pair<const char*, Json>> wrongs{
        {"iss", "0oaother"},   {"sub", "0oaother"},  {"aud", org_.org_url()}, {"exp", now() - 1},
        {"exp", now() + 4000}, {"iat", now() + 600}, {"jti", nullptr}};
    for (const auto& [name, value] : wrongs) {
        Json claims = assertion("0oaplain");
        claims[name] = value;
        const Reply reply = plain_token(claims);
        EXPECT_EQ(reply.status, 401) << name << value;
        EXPECT_EQ(reply.body["error"], "invalid_client") << name << value;
    }
    const Signer stranger("RS256", "rsa-key");
    EXPECT_EQ(request_token(stranger.sign(assertion("0oaplain"))).status, 401);
    EXPECT_EQ(request_token("no.token.atall").status, 401);
}

TEST_F(OAuth, AnAssertionIsUsedOnce) {
    const std::string jwt = client_key().sign(assertion("0oaplain"));
    EXPECT_EQ(request_token(jwt).status, 200);
    EXPECT_EQ(request_token(jwt).status, 401);
}

TEST_F(OAuth, AClockThatRunsAheadAtTheClientIsNoticed) {
    tell("/control/clock", {{"offset_seconds", -7200}});
    EXPECT_EQ(plain_token(assertion("0oaplain")).body["error"], "invalid_client");
}

TEST_F(OAuth, ScopesDecideWhatATokenMayDo) {
    const Reply reply =
        request_token(client_key().sign(assertion("0oaplain")), {}, "okta.users.read");
    const std::string bearer = "Bearer " + reply.body["access_token"].get<std::string>();
    EXPECT_EQ(get(alice, {{"Authorization", bearer}}).status, 200);
    const Reply refused =
        post(std::string(alice) + "/factors/push/verify", nullptr, {{"Authorization", bearer}});
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code(), "E0000006");
    EXPECT_EQ(request_token(client_key().sign(assertion("0oaplain")), {}, "okta.apps.manage")
                  .body["error"],
              "invalid_scope");
}

TEST_F(OAuth, DpopTokensNeedAProofSignedForEachCall) {
    const Reply reply = dpop_token();
    ASSERT_EQ(reply.status, 200) << reply.text;
    EXPECT_EQ(reply.body["token_type"], "DPoP");
    const std::string access = reply.body["access_token"];
    const std::string url = org_.org_url() + alice;
    EXPECT_EQ(get_with_proof(access, proof("GET", url)).status, 200);

    const Json once = proof("GET", url);
    EXPECT_EQ(get_with_proof(access, once).status, 200);
    EXPECT_EQ(get_with_proof(access, once).status, 401) << "a proof used twice";
    EXPECT_EQ(get_with_proof(access, proof("POST", url)).status, 401);
    EXPECT_EQ(get_with_proof(access, proof("GET", url + "?x=1")).status, 401);
    Json old = proof("GET", url);
    old["iat"] = now() - 3600;
    EXPECT_EQ(get_with_proof(access, old).status, 401);
    EXPECT_EQ(get(alice, {{"Authorization", "DPoP " + access}}).status, 401);
    EXPECT_EQ(get(alice, {{"Authorization", "Bearer " + access}}).status, 401);
    const Reply without_ath = get(
        alice, {{"Authorization", "DPoP " + access}, {"DPoP", signed_proof(proof("GET", url))}});
    EXPECT_EQ(without_ath.status, 401);
    EXPECT_NE(without_ath.header("WWW-Authenticate").find("invalid_dpop_proof"), std::string::npos);
}

TEST_F(OAuth, AClientThatMustUseDpopGetsNoBearerToken) {
    const Signer& wrong_client = client_key();
    EXPECT_EQ(request_token(wrong_client.sign(assertion("0oadpop"))).status, 401);
}

TEST(ClientKeys, ComeAsPemToo) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> rsa(EVP_RSA_gen(2048), EVP_PKEY_free);
    const std::string signed_part =
        base64url(R"({"alg":"RS256"})") + "." + base64url(R"({"iss":"0oapem"})");
    std::string signature(256, '\0');
    std::size_t length = signature.size();
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, rsa.get());
    ASSERT_EQ(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                             &length, reinterpret_cast<const unsigned char*>(signed_part.data()),
                             signed_part.size()),
              1);
    const Json jwk = jwk_from_pem(public_pem(rsa.get()));
    const auto claims = verified_claims(signed_part + "." + base64url(signature), jwk);
    ASSERT_TRUE(claims);
    EXPECT_EQ((*claims)["iss"], "0oapem");

    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> ec(EVP_EC_gen("P-256"),
                                                                 EVP_PKEY_free);
    const Json ec_jwk = jwk_from_pem(public_pem(ec.get()));
    EXPECT_EQ(ec_jwk["x"].get<std::string>().size(), 43U);
    EXPECT_EQ(ec_jwk["y"].get<std::string>().size(), 43U);
    EXPECT_FALSE(verified_claims(signed_part + "." + base64url(signature), ec_jwk));
}

TEST_F(OAuth, TokensCanBeRevoked) {
    const Reply reply = plain_token(assertion("0oaplain"));
    clear("/control/tokens");
    const std::string bearer = "Bearer " + reply.body["access_token"].get<std::string>();
    EXPECT_EQ(get(alice, {{"Authorization", bearer}}).status, 401);
}

}  // namespace
}  // namespace okta_factor::emulator
