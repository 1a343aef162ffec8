// SPDX-License-Identifier: MIT
#include "tests/emulator/test/org_under_test.h"

namespace okta_factor::emulator {
namespace {

Json small_org(const Json& changes) {
    Json org = Json::parse(R"({
        "api_tokens": ["00-a-token", {"token": "00-powerless", "role": ""}],
        "users": [
            {"id": "00ualice", "login": "alice@acme.com", "groups": ["Everyone", "Engineering", "Admins"],
             "factors": [
                {"id": "push", "factorType": "push", "profile": {"name": "Gibson"}, "number": 42},
                {"id": "plain", "factorType": "push", "profile": {"name": "Old"}, "number_matching": false},
                {"id": "totp", "factorType": "token:software:totp", "secret": "JBSWY3DPEHPK3PXP"},
                {"id": "hotp", "factorType": "token:hotp", "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"},
                {"id": "rsa", "factorType": "token", "codes": ["11111111", "22222222"], "next_code": "33333333"},
                {"id": "key", "factorType": "token:hardware", "codes": ["ccccccabcdef"]},
                {"id": "sms", "factorType": "sms", "profile": {"phoneNumber": "+1 XXX-XXX-1337"}},
                {"id": "call", "factorType": "call", "profile": {"phoneNumber": "+1 XXX-XXX-1337"}},
                {"id": "mail", "factorType": "email", "profile": {"email": "a...e@acme.com"}},
                {"id": "ask", "factorType": "question", "answer": "Turnip Soup",
                 "profile": {"question": "disliked_food", "questionText": "What could you not stand?"}},
                {"id": "web", "factorType": "webauthn", "profile": {"authenticatorName": "Key"}},
                {"id": "u2f", "factorType": "u2f"},
                {"id": "fast", "factorType": "signed_nonce"},
                {"id": "new", "factorType": "token:software:totp", "status": "PENDING_ACTIVATION",
                 "secret": "JBSWY3DPEHPK3PXP"},
                {"id": "off", "factorType": "sms", "status": "INACTIVE", "profile": {"phoneNumber": "1"}},
                {"id": "held", "factorType": "push", "status": "SUSPENDED"}
             ]},
            {"id": "00ucarol", "login": "carol@acme.com", "status": "SUSPENDED",
             "factors": [{"id": "ctotp", "factorType": "token:software:totp", "secret": "JBSWY3DPEHPK3PXP"}]},
            {"login": "al.one@acme.com"}, {"login": "twin@acme.com"}, {"login": "twin@other.com"}
        ]})");
    org.merge_patch(changes);
    return org;
}

}  // namespace

std::string Reply::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

Reply reply_of(const httplib::Result& result) {
    if (!result) return {};
    return {result->status, Json::parse(result->body, nullptr, false), result->body,
            result->headers};
}

OrgUnderTest::OrgUnderTest(const Json& changes)
    : org_(small_org(changes), {.tls_dir = folder_ / "tls", .hosts = {}}),
      api_(new_client()),
      control_(org_.control_url()) {
    control_.set_read_timeout(60);
    control_.set_tcp_nodelay(true);
}

std::unique_ptr<httplib::Client> OrgUnderTest::new_client() const {
    auto client = std::make_unique<httplib::Client>(org_.org_url());
    client->set_ca_cert_path(org_.ca_file());
    client->enable_server_certificate_verification(true);
    client->set_keep_alive(true);
    client->set_tcp_nodelay(true);
    client->set_read_timeout(60);
    return client;
}

Reply OrgUnderTest::get(const std::string& path, const httplib::Headers& headers) {
    return reply_of(api_->Get(path, headers));
}

Reply OrgUnderTest::post(const std::string& path, const Json& body, httplib::Headers headers) {
    const std::string text = body.is_null() ? "" : body.dump();
    return reply_of(api_->Post(path, headers, text, "application/json"));
}

Reply OrgUnderTest::remove(const std::string& path) {
    const httplib::Headers headers{{"Authorization", token}};
    return reply_of(api_->Delete(path, headers));
}

Reply OrgUnderTest::verify(const std::string& factor_id, const Json& body) {
    return post(std::string(alice) + "/factors/" + factor_id + "/verify", body);
}

Reply OrgUnderTest::verify_current(const std::string& factor_id) {
    return verify(factor_id, {{"passCode", code_of(factor_id)}});
}

std::string OrgUnderTest::code_of(const std::string& factor_id) {
    return ask("/control/code?user=alice@acme.com&factorId=" + factor_id).body.at("code");
}

Reply OrgUnderTest::tell(const std::string& path, const Json& body) {
    return reply_of(control_.Post(path, body.dump(), "application/json"));
}

Reply OrgUnderTest::ask(const std::string& path) {
    return reply_of(control_.Get(path));
}

Reply OrgUnderTest::clear(const std::string& path) {
    return reply_of(control_.Delete(path));
}

}  // namespace okta_factor::emulator
