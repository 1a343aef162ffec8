// SPDX-License-Identifier: MIT
// What a configuration without mistakes means.
#include <gtest/gtest.h>

#include "daemon/policy/words.h"
#include "tests/unit/policy/texts.h"

namespace okta_factor::policy {
namespace {

using namespace std::chrono_literals;
using okta::FactorKind;

TEST(Configuration, HasADefaultForAllButTheOrganizationAndTheCredentials) {
    const auto policy = policy_of("");
    EXPECT_EQ(policy.okta.org_url, "https://acme.okta.com");
    EXPECT_EQ(policy.okta.api_token_file, "/etc/token");
    EXPECT_EQ(policy.okta.connect_timeout, 3s);
    EXPECT_EQ(policy.identity.login_template, "{user}");
    EXPECT_EQ(policy.login.factors.size(), factor_words.size());
    EXPECT_EQ(policy.login, LoginSettings{});
    EXPECT_EQ(policy.limits.wrong_codes, 4);
    EXPECT_TRUE(policy.metrics.textfile.empty());
    EXPECT_TRUE(policy.rules.empty());
}

TEST(Configuration, TakesEveryKey) {
    const auto policy = parse_text(R"(
[okta]
org_url = "https://acme.okta.com:8443"
client_id = "0oa1"
private_key_file = "/k.pem"
key_id = "kid"
dpop = true
ca_file = "/ca.pem"
proxy = "http://user:word@proxy.acme.com:3128"
public_key_pin = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
connect_timeout = "500ms"
request_timeout = "20s"
[identity]
login = "{user}@acme.com"
allow_expired_password = true
[identity.map]
deploy = "ops@acme.com"
[[identity.key]]
fingerprint = "SHA256:0123456789012345678901234567890123456789012"
login = "alice@acme.com"
[[identity.key]]
certificate_id = "bob"
ca = "SHA256:abcdefghijabcdefghijabcdefghijabcdefghij012"
login = "bob@acme.com"
[login]
factors = ["totp", "push"]
autopush = true
number_matching = "require"
push_prompt = "never"
tries = 2
timeout = "2m"
remember = "15m"
when_unreachable = "recovery-code"
[limits]
wrong_codes = 3
wrong_codes_period = "1h"
pushes = 7
pushes_period = "10m"
after_rejected_push = "1m"
messages = 3
messages_period = "2m"
logins = 20
logins_begun = 60
logins_begun_period = "90s"
[metrics]
textfile = "/var/lib/m.prom"
)");
    ASSERT_TRUE(policy) << lines(policy.error());
    EXPECT_EQ(policy->okta.org_url, "https://acme.okta.com:8443");
    EXPECT_EQ(policy->okta.client_id, "0oa1");
    EXPECT_EQ(policy->okta.private_key_file, "/k.pem");
    EXPECT_EQ(policy->okta.key_id, "kid");
    EXPECT_TRUE(policy->okta.dpop);
    EXPECT_EQ(policy->okta.ca_file, "/ca.pem");
    EXPECT_EQ(policy->okta.proxy, "http://user:word@proxy.acme.com:3128");
    EXPECT_EQ(policy->okta.public_key_pin, "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    EXPECT_EQ(policy->okta.connect_timeout, 500ms);
    EXPECT_EQ(policy->okta.request_timeout, 20s);
    EXPECT_EQ(policy->identity.login_template, "{user}@acme.com");
    EXPECT_TRUE(policy->identity.allow_expired_password);
    EXPECT_EQ(policy->identity.map.at("deploy"), "ops@acme.com");
    ASSERT_EQ(policy->identity.keys.size(), 2U);
    EXPECT_EQ(policy->identity.keys[1].certificate_id, "bob");
    EXPECT_EQ(policy->identity.keys[1].ca, "SHA256:abcdefghijabcdefghijabcdefghijabcdefghij012");
    EXPECT_EQ(policy->login.factors, (std::vector{FactorKind::totp, FactorKind::push}));
    EXPECT_TRUE(policy->login.autopush);
    EXPECT_EQ(policy->login.number_matching, NumberMatching::require);
    EXPECT_EQ(policy->login.push_prompt, PushPrompt::never);
    EXPECT_EQ(policy->login.tries, 2);
    EXPECT_EQ(policy->login.timeout, 2min);
    EXPECT_EQ(policy->login.remember, 15min);
    EXPECT_EQ(policy->login.when_unreachable, WhenUnreachable::recovery_code);
    EXPECT_EQ(policy->limits.wrong_codes, 3);
    EXPECT_EQ(policy->limits.wrong_codes_period, 1h);
    EXPECT_EQ(policy->limits.pushes, 7);
    EXPECT_EQ(policy->limits.pushes_period, 10min);
    EXPECT_EQ(policy->limits.after_rejected_push, 1min);
    EXPECT_EQ(policy->limits.messages, 3);
    EXPECT_EQ(policy->limits.messages_period, 2min);
    EXPECT_EQ(policy->limits.logins, 20);
    EXPECT_EQ(policy->limits.logins_begun, 60);
    EXPECT_EQ(policy->limits.logins_begun_period, 90s);
    EXPECT_EQ(policy->metrics.textfile, "/var/lib/m.prom");
}

TEST(Configuration, LetsARuleOverrideLoginWhereverLoginStands) {
    const auto policy = policy_of(
        "[[rule]]\nname = \"r\"\nusers = [\"a\", \"!b\"]\nttys = [\"/dev/tty*\"]\ntries = 1\n"
        "[login]\nremember = \"1h\"\ntries = 5\n");
    ASSERT_EQ(policy.rules.size(), 1U);
    const auto& rule = policy.rules.front();
    EXPECT_EQ(rule.where, "f:4");
    EXPECT_EQ(rule.action, Action::require);
    EXPECT_EQ(rule.users->plain, std::vector<std::string>{"a"});
    EXPECT_EQ(rule.users->excluded, std::vector<std::string>{"b"});
    EXPECT_EQ(rule.ttys->plain, std::vector<std::string>{"tty*"});
    EXPECT_FALSE(rule.groups);
    EXPECT_EQ(rule.settings.tries, 1);
    EXPECT_EQ(rule.settings.remember, 1h);
    EXPECT_EQ(policy.login.tries, 5);
}

TEST(Configuration, NamesARuleWithoutANameAfterItsPlace) {
    EXPECT_EQ(policy_of("[[rule]]\nusers = [\"a\"]\n").rules.front().name, "rule at f:4");
}

TEST(Configuration, TakesKeysFromLaterFilesAndTriesDropInRulesFirst) {
    const auto policy = parse_configuration({
        {"main", least + "[login]\ntries = 5\nremember = \"1h\"\n[[rule]]\nname = \"main\"\n"
                         "users = [\"m\"]\n"},
        {"10",
         "[login]\ntries = 4\nautopush = true\n[[rule]]\nname = \"ten\"\nusers = [\"t\"]\n"
         "[identity.map]\na = \"a@x\"\nb = \"b@x\"\n"},
        {"20",
         "[okta]\napi_token_file = \"/other\"\n[login]\ntries = 3\n[[rule]]\n"
         "name = \"twenty\"\nusers = [\"w\"]\n[identity.map]\nb = \"c@x\"\n"},
    });
    ASSERT_TRUE(policy) << lines(policy.error());
    EXPECT_EQ(policy->okta.api_token_file, "/other");
    EXPECT_EQ(policy->login.tries, 3);
    EXPECT_TRUE(policy->login.autopush);
    EXPECT_EQ(policy->login.remember, 1h);
    EXPECT_EQ(policy->identity.map.at("a"), "a@x");
    EXPECT_EQ(policy->identity.map.at("b"), "c@x");
    std::vector<std::string> names;
    for (const auto& rule : policy->rules) {
        names.push_back(rule.name);
        EXPECT_EQ(rule.settings.tries, 3);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"ten", "twenty", "main"}));
}

std::string key_of(const std::string& key, const std::string& login) {
    return "[[identity.key]]\n" + key + "\nlogin = \"" + login + "\"\n";
}

TEST(Configuration, TakesTheLoginOfAKeyFromTheLastFileThatGivesIt) {
    const std::string print =
        "fingerprint = \"SHA256:0123456789012345678901234567890123456789012\"";
    const std::string id =
        "certificate_id = \"bob\"\nca = \"SHA256:abcdefghijabcdefghijabcdefghijabcdefghij012\"";
    const auto policy =
        parse_configuration({{"main", least + key_of(print, "alice@x") + key_of(id, "bob@x")},
                             {"10", key_of(print, "carol@x")},
                             {"20", key_of(id, "dave@x") + key_of(print, "erin@x")}});
    ASSERT_TRUE(policy) << lines(policy.error());
    ASSERT_EQ(policy->identity.keys.size(), 2U);
    EXPECT_EQ(policy->identity.keys[0].certificate_id, "bob");
    EXPECT_EQ(policy->identity.keys[0].login, "dave@x");
    EXPECT_EQ(policy->identity.keys[1].login, "erin@x");
}

TEST(Configuration, RefusesAKeyTwiceInOneFileEvenWhereItReplacesAnEarlierOne) {
    const std::string id =
        "certificate_id = \"bob\"\nca = \"SHA256:abcdefghijabcdefghijabcdefghijabcdefghij012\"";
    const auto policy = parse_configuration({{"main", least + key_of(id, "bob@x")},
                                             {"10", key_of(id, "carol@x") + key_of(id, "dave@x")}});
    ASSERT_FALSE(policy);
    EXPECT_EQ(lines(policy.error()),
              "10:5:1: this [[identity.key]] is already given to \"carol@x\" at 10:1; keep one\n");
}

TEST(Configuration, TakesSystemdCredentialsWhereItNamesNoFile) {
    const std::string url = "[okta]\norg_url = \"https://a\"\n";
    const auto parse = [](const std::string& text, SystemdCredentials credentials) {
        return parse_configuration({{"f", text}}, credentials).has_value();
    };
    EXPECT_FALSE(parse(url, {}));
    EXPECT_TRUE(parse(url, {true, false}));
    EXPECT_FALSE(parse(url, {false, true}));
    EXPECT_FALSE(parse(url + "client_id = \"c\"\n", {true, false}));
    EXPECT_TRUE(parse(url + "client_id = \"c\"\n", {false, true}));
    EXPECT_TRUE(parse(url + "client_id = \"c\"\n", {true, true}));
    EXPECT_TRUE(parse(url + "api_token_file = \"/t\"\ndpop = false\n", {true, true}));
}

TEST(Configuration, AcceptsRulesThatOnlyLookAsIfTheyCouldNeverMatch) {
    policy_of(  // the second is for those whom the first leaves out
        "[[rule]]\nname = \"a\"\nusers = [\"*\", \"!root\"]\n[[rule]]\nname = \"b\"\n");
    policy_of(  // an address may be unknown, so this is no catch-all
        "[[rule]]\nname = \"a\"\nnetworks = [\"0.0.0.0/0\", \"::/0\"]\n[[rule]]\nname = \"b\"\n");
    policy_of(  // IPv6 is left, and IPv4 is
        "[[rule]]\nname = \"a\"\nnetworks = [\"!0.0.0.0/0\"]\n"
        "[[rule]]\nname = \"b\"\nnetworks = [\"!::/0\", \"!10.0.0.0/8\"]\n");
    policy_of(  // a?c is not all that a*c is
        "[[rule]]\nname = \"a\"\nusers = [\"a?c\"]\n[[rule]]\nname = \"b\"\nusers = [\"a*c\"]\n");
    policy_of(  // a person may be in one group and not in the other
        "[[rule]]\nname = \"a\"\ngroups = [\"x\", \"!y\"]\n"
        "[[rule]]\nname = \"b\"\ngroups = [\"x\"]\n");
    policy_of(  // everybody, but in words
        "[[rule]]\nname = \"a\"\nusers = [\"*\"]\naction = \"skip\"\n");
}

}  // namespace
}  // namespace okta_factor::policy
