// SPDX-License-Identifier: MIT
// Every mistake that a configuration can have: where it is reported and what is said.
#include <gtest/gtest.h>

#include "tests/unit/policy/texts.h"

#define CA_LINE "ca = \"SHA256:abcdefghijabcdefghijabcdefghijabcdefghij012\"\n"

namespace okta_factor::policy {
namespace {

struct Row {
    const char* name;
    const char* text;      // after the three lines of the least configuration
    const char* mistakes;  // one a line, the file's name is f
};

void PrintTo(const Row& row, std::ostream* out) {
    *out << row.name;
}

class MistakeInText : public testing::TestWithParam<Row> {};

TEST_P(MistakeInText, IsReportedWhereItStands) {
    const auto policy = parse_text(least + GetParam().text);
    ASSERT_FALSE(policy);
    EXPECT_EQ(lines(policy.error()), GetParam().mistakes);
}

constexpr Row keys[] = {
    {"syntax", "[login]\ntries = \n",
     "f:5:9: Error while parsing key-value pair: expected value, saw '\\n'\n"},
    {"unknown_section", "[logn]\n", "f:4:2: unknown key \"logn\"; did you mean \"login\"?\n"},
    {"unknown_key", "[login]\ntrys = 3\n",
     "f:5:1: unknown key \"trys\" in [login]; did you mean \"tries\"?\n"},
    {"key_under_a_wrong_header", "tries = 3\nlogin = \"{user}\"\n[limits]\nusers = [\"a\"]\n",
     "f:4:1: unknown key \"tries\" in [okta]; it belongs in [login]\n"
     "f:5:1: unknown key \"login\" in [okta]; it belongs in [identity]\n"
     "f:7:1: unknown key \"users\" in [limits]; it belongs in [[rule]]\n"},
    {"unknown_key_like_nothing", "[limits]\nbananas = 3\n",
     "f:5:1: unknown key \"bananas\" in [limits]\n"},
    {"unknown_key_beginning_like_one", "api_token = \"00secret\"\n",
     "f:4:1: unknown key \"api_token\" in [okta]; did you mean \"api_token_file\"?\n"},
    {"unknown_key_with_capitals", "caFile = \"/x\"\n",
     "f:4:1: unknown key \"caFile\" in [okta]; did you mean \"ca_file\"?\n"},
    {"unknown_key_in_rule", "[[rule]]\nname = \"a\"\nuser = [\"x\"]\n",
     "f:6:1: unknown key \"user\" in [[rule]]; did you mean \"users\"?\n"},
    {"unknown_key_in_identity_key",
     "[[identity.key]]\ncertificate = \"a\"\ncertificate_id = \"a\"\n" CA_LINE "login = \"a@b\"\n",
     "f:5:1: unknown key \"certificate\" in [[identity.key]]; did you mean \"certificate_id\"?\n"},
    {"control_characters_in_a_key", "\"a\\u001b[31m\" = 1\n",
     "f:4:1: unknown key \"a?[31m\" in [okta]\n"},
    {"section_as_value", "[x]\n[[rule]]\nname=\"r\"\n[rule.limits]\n",
     "f:4:2: unknown key \"x\"\n"
     "f:7:7: unknown key \"limits\" in [[rule]]\n"},
    {"section_as_list", "[[limits]]\npushes = 1\n",
     "f:4:1: limits must be a section [limits], not a list\n"},
    {"rule_in_single_brackets", "[rule]\nname = \"a\"\n",
     "f:4:1: rule must be written [[rule]], not as a table\n"},
    {"several_at_once",
     "dpop = 1\n[login]\ntries = 0\nfactors = [\"push\", \"pish\", \"topt\"]\nbogus = 1\n",
     "f:4:8: dpop must be true or false, not a number\n"
     "f:6:9: tries must be a whole number from 1 to 10, not 0\n"
     "f:7:20: factors must be \"push\", \"totp\", \"hotp\", \"token\", \"hardware\", \"sms\", "
     "\"call\", "
     "\"email\" or \"question\", not \"pish\"; did you mean \"push\"?\n"
     "f:7:28: factors must be \"push\", \"totp\", \"hotp\", \"token\", \"hardware\", \"sms\", "
     "\"call\", "
     "\"email\" or \"question\", not \"topt\"; did you mean \"totp\"?\n"
     "f:8:1: unknown key \"bogus\" in [login]\n"},
};

constexpr Row wrong_values[] = {
    {"number_as_string", "[login]\ntries = \"three\"\n",
     "f:5:9: tries must be a whole number from 1 to 10, not a string\n"},
    {"number_as_fraction", "[login]\ntries = 2.5\n",
     "f:5:9: tries must be a whole number from 1 to 10, not a fraction\n"},
    {"number_huge", "[login]\ntries = 9223372036854775807\n",
     "f:5:9: tries must be a whole number from 1 to 10, not 9223372036854775807\n"},
    {"more_wrong_codes_than_okta_bears", "[limits]\nwrong_codes = 5\n",
     "f:5:15: wrong_codes must be a whole number from 1 to 4, not 5\n"},
    {"no_logins_at_all", "[limits]\nlogins = 0\nmessages = 0\nlogins_begun_period = \"0s\"\n",
     "f:5:10: logins must be a whole number from 1 to 1000, not 0\n"
     "f:6:12: messages must be a whole number from 1 to 1000, not 0\n"
     "f:7:23: logins_begun_period must be a duration from 1s to 1d, such as \"90s\" or \"15m\", "
     "not \"0s\"\n"},
    {"string_as_date", "[identity]\nlogin = 2026-01-01\n",
     "f:5:9: login must be a string in quotes, not a date or time\n"},
    {"flag_as_string", "[login]\nautopush = \"yes\"\n",
     "f:5:12: autopush must be true or false, not a string\n"},
    {"duration_as_number", "[login]\ntimeout = 60\n",
     "f:5:11: timeout must be a duration from 1s to 10m, such as \"90s\" or \"15m\", not a "
     "number\n"},
    {"duration_without_unit", "[login]\ntimeout = \"60\"\n",
     "f:5:11: timeout must be a duration from 1s to 10m, such as \"90s\" or \"15m\", not \"60\"\n"},
    {"duration_too_long", "[login]\ntimeout = \"1h\"\n",
     "f:5:11: timeout must be a duration from 1s to 10m, such as \"90s\" or \"15m\", not \"1h\"\n"},
    {"duration_too_short", "connect_timeout = \"5ms\"\n",
     "f:4:19: connect_timeout must be a duration from 100ms to 1m, such as \"90s\" or \"15m\", not "
     "\"5ms\"\n"},
    {"duration_negative", "[login]\nremember = \"-1s\"\n",
     "f:5:12: remember must be a duration from 0s to 30d, such as \"90s\" or \"15m\", not "
     "\"-1s\"\n"},
    {"duration_in_parts_of_a_second", "[login]\ntimeout = \"1500ms\"\n",
     "f:5:11: timeout must be in whole seconds\n"},
    {"choice", "[login]\nwhen_unreachable = \"recovery_code\"\n",
     "f:5:20: when_unreachable must be \"deny\", \"allow\" or \"recovery-code\", not "
     "\"recovery_code\"; did you mean \"recovery-code\"?\n"},
    {"number_matching_as_flag", "[login]\nnumber_matching = true\n",
     "f:5:19: number_matching must be a string in quotes, not true or false\n"},
    {"factors_empty", "[login]\nfactors = []\n",
     "f:5:11: factors must not be an empty list; leave the key out instead\n"},
    {"factors_as_string", "[login]\nfactors = \"push\"\n",
     "f:5:11: factors must be a list in brackets, not a string\n"},
    {"factors_with_number", "[login]\nfactors = [\"push\", 7]\n",
     "f:5:20: factors must be a string in quotes, not a number\n"},
    {"factor_twice", "[login]\nfactors = [\"push\", \"sms\", \"push\"]\n",
     "f:5:27: factors names \"push\" twice\n"},
    {"factor_with_a_capital", "[[rule]]\nname = \"r\"\nfactors = [\"Push\"]\n",
     "f:6:12: factors must be \"push\", \"totp\", \"hotp\", \"token\", \"hardware\", \"sms\", "
     "\"call\", "
     "\"email\" or \"question\", not \"Push\"; did you mean \"push\"?\n"},
    {"relative_path", "ca_file = \"ca.pem\"\n",
     "f:4:11: ca_file must be the absolute path of a file, starting with /\n"},
    {"token_instead_of_a_path", "[metrics]\ntextfile = \"00secret\"\n",
     "f:5:12: textfile must be the absolute path of a file, starting with /\n"},
    {"proxy", "proxy = \"proxy:3128\"\n",
     "f:4:9: proxy must be http, https, socks5 or socks5h://[USER:PASSWORD@]HOST[:PORT]\n"},
    {"pin", "public_key_pin = \"sha256//abc\"\n",
     "f:4:18: public_key_pin must be sha256// and the base64 of a public key's SHA-256; several go "
     "with ;\n"},
    {"autopush_without_push", "[login]\nfactors = [\"totp\"]\nautopush = true\n",
     "f:6:1: autopush needs \"push\" among the factors\n"},
};

constexpr Row identities[] = {
    {"login_without_user", "[identity]\nlogin = \"ops@acme.com\"\n",
     "f:5:9: login must contain {user}, or everybody would be the same person at Okta\n"},
    {"login_with_user_twice", "[identity]\nlogin = \"{user}.{user}@acme.com\"\n",
     "f:5:9: login must contain {user} once only\n"},
    {"login_with_other_placeholder", "[identity]\nlogin = \"{user}@{host}\"\n",
     "f:5:9: login knows no placeholder \"{host}\"; {user} was meant\n"},
    {"login_with_capital_placeholder", "[identity]\nlogin = \"{User}@a\"\n",
     "f:5:9: login knows no placeholder \"{User}\"; {user} was meant\n"},
    {"login_with_half_a_brace", "[identity]\nlogin = \"{user}@{a\"\n",
     "f:5:9: login has a brace without its partner; {user} was meant\n"},
    {"login_with_a_slash", "[identity]\nlogin = \"x/{user}\"\n",
     "f:5:9: login must make a full Okta login of {user}, such as \"{user}@acme.com\"\n"},
    {"map_to_me", "[identity.map]\ndeploy = \"me\"\nroot = 1\n",
     "f:5:10: the login of \"deploy\" must be a full Okta login such as \"alice@acme.com\"\n"
     "f:6:8: the login of \"root\" must be a string in quotes, not a number\n"},
    {"map_as_string", "[identity]\nmap = \"x\"\n",
     "f:5:7: map must be a table of NAME = \"LOGIN\", not a string\n"},
    {"key_with_neither", "[[identity.key]]\nlogin = \"a@b\"\n",
     "f:4:1: [[identity.key]] needs exactly one of fingerprint and certificate_id\n"},
    {"key_with_both_and_no_login",
     "[[identity.key]]\nfingerprint = \"SHA256:0123456789012345678901234567890123456789012\"\n"
     "certificate_id = \"a\"\n",
     "f:4:1: [[identity.key]] needs exactly one of fingerprint and certificate_id\n"
     "f:4:1: [[identity.key]] needs a login\n"},
    {"key_with_md5", "[[identity.key]]\nfingerprint = \"MD5:00:11\"\nlogin = \"a@b\"\n",
     "f:5:15: fingerprint must be SHA256: and 43 characters, as ssh-keygen -l prints it\n"},
    {"certificate_without_who_signed",
     "[[identity.key]]\ncertificate_id = \"x\"\nlogin = \"a@b\"\n",
     "f:4:1: ca is required with certificate_id: SHA256:... of the authority that signs the "
     "certificates, as ssh-keygen -l prints it; an id is whatever its signer wrote\n"},
    {"ca_beside_a_fingerprint",
     "[[identity.key]]\nfingerprint = "
     "\"SHA256:0123456789012345678901234567890123456789012\"\n" CA_LINE "login = \"a@b\"\n",
     "f:4:1: ca goes with certificate_id, not with fingerprint\n"},
    {"ca_that_is_a_path",
     "[[identity.key]]\ncertificate_id = \"x\"\nca = \"/etc/ssh/ca.pub\"\nlogin = \"a@b\"\n",
     "f:6:6: ca must be SHA256: and 43 characters, as ssh-keygen -l prints it\n"},
    {"key_twice",
     "[[identity.key]]\ncertificate_id = \"x\"\n" CA_LINE "login = \"a@b\"\n"
     "[[identity.key]]\ncertificate_id = \"x\"\n" CA_LINE "login = \"c@b\"\n",
     "f:8:1: this [[identity.key]] is already given to \"a@b\" at f:4; keep one\n"},
    {"key_twice_once_without_a_login",
     "[[identity.key]]\ncertificate_id = \"x\"\n" CA_LINE
     "[[identity.key]]\ncertificate_id = \"x\"\n" CA_LINE "login = \"c@b\"\n",
     "f:4:1: [[identity.key]] needs a login\n"
     "f:7:1: this [[identity.key]] is already given at f:4; keep one\n"},
};

constexpr Row rules[] = {
    {"bad_networks",
     "[[rule]]\nname = \"r\"\nnetworks = [\"10.1.2.3/16\", \"host.acme.com\", \"10.0.0.0/33\", "
     "\"fd00::1/8\", \"!::ffff:10.0.0.0/8\"]\n",
     "f:6:13: networks \"10.1.2.3/16\" has bits set beyond its prefix; 10.1.0.0/16 was meant, or "
     "another prefix\n"
     "f:6:28: networks \"host.acme.com\" is no network; a numeric address or ADDRESS/BITS was "
     "meant, "
     "such as 10.1.0.0/16\n"
     "f:6:45: networks \"10.0.0.0/33\" needs a prefix from 0 to 32 after the /\n"
     "f:6:60: networks \"fd00::1/8\" has bits set beyond its prefix; fd00::/8 was meant, or "
     "another "
     "prefix\n"
     "f:6:73: networks \"!::ffff:10.0.0.0/8\" needs a prefix from 96 to 128 after the /\n"},
    {"bad_patterns", "[[rule]]\nname = \"r\"\nusers = [\"\", \"!\", \"!!a\", \" a\", \"a\\n\"]\n",
     "f:6:10: users \"\" is no pattern; a name was meant, in which * and ? are wildcards\n"
     "f:6:14: users \"!\" is no pattern; a name was meant, in which * and ? are wildcards\n"
     "f:6:19: users \"!!a\" has more than one !\n"
     "f:6:26: users \" a\" is no pattern; a name was meant, in which * and ? are wildcards\n"
     "f:6:32: users \"a?\" is no pattern; a name was meant, in which * and ? are wildcards\n"},
    {"users_empty", "[[rule]]\nname = \"r\"\nusers = []\naction = \"skip\"\n",
     "f:6:9: users must not be an empty list; leave the key out instead\n"},
    {"users_as_string", "[[rule]]\nname = \"r\"\nusers = \"alice\"\n",
     "f:6:9: users must be a list in brackets, not a string\n"},
    {"name_empty", "[[rule]]\nname = \"\"\nusers = [\"a\"]\n",
     "f:5:8: name must be 1 to 100 characters without control characters\n"},
    {"name_twice",
     "[[rule]]\nname = \"r\"\nusers = [\"a\"]\n[[rule]]\nname = \"r\"\nusers = [\"b\"]\n",
     "f:8:1: a rule named \"r\" stands at f:4 already; each needs its own name\n"},
    {"unknown_action", "[[rule]]\nname = \"r\"\nusers = [\"a\"]\naction = \"allow\"\n",
     "f:7:10: action must be \"require\", \"skip\" or \"deny\", not \"allow\"\n"},
    {"skip_without_match_key", "[[rule]]\nname = \"r\"\naction = \"skip\"\n",
     "f:4:1: a skip rule without a match key would skip everybody; say who is meant, as in users = "
     "[\"backup\"]\n"},
    {"skip_of_exclusions",
     "[[rule]]\nname = \"r\"\nusers = [\"!root\"]\nservices = [\"!sudo\"]\n"
     "action = \"skip\"\n",
     "f:4:1: a skip rule made of exclusions only would skip everybody else; say who is meant by at "
     "least one pattern without !\n"},
    {"settings_on_skip",
     "[[rule]]\nname = \"r\"\nusers = [\"a\"]\naction = \"skip\"\nremember = \"15m\"\n",
     "f:8:1: remember means nothing beside action = \"skip\": nobody is asked\n"},
    {"settings_on_deny", "[[rule]]\nname = \"r\"\nusers = [\"a\"]\naction = \"deny\"\ntries = 2\n",
     "f:8:1: tries means nothing beside action = \"deny\": nobody is asked\n"},
    {"after_a_catch_all", "[[rule]]\nname = \"all\"\n[[rule]]\nname = \"never\"\nusers = [\"a\"]\n",
     "f:6:1: rule \"never\" can never match: rule \"all\" at f:4 comes first and matches all that "
     "it "
     "would\n"},
    {"after_a_catch_all_of_stars",
     "[[rule]]\nname = \"all\"\nusers = [\"*\"]\n[[rule]]\nname = \"never\"\ngroups = [\"a\"]\n",
     "f:7:1: rule \"never\" can never match: rule \"all\" at f:4 comes first and matches all that "
     "it "
     "would\n"},
    {"after_a_wider_rule",
     "[[rule]]\nname = \"wide\"\nservices = [\"sudo*\"]\nnetworks = [\"10.0.0.0/8\"]\n"
     "[[rule]]\nname = \"narrow\"\nservices = [\"sudo-i\"]\nnetworks = [\"10.1.0.0/16\"]\n"
     "users = [\"a\"]\n",
     "f:8:1: rule \"narrow\" can never match: rule \"wide\" at f:4 comes first and matches all "
     "that "
     "it would\n"},
    {"contradiction", "[[rule]]\nname = \"r\"\nusers = [\"root\", \"ro?t\", \"!ro*\"]\n",
     "f:6:1: users can never match: what it names is excluded again\n"},
    {"contradiction_of_everything", "[[rule]]\nname = \"r\"\nusers = [\"!*\"]\n",
     "f:6:1: users can never match: what it names is excluded again\n"},
    {"contradiction_of_networks",
     "[[rule]]\nname = \"r\"\nnetworks = [\"10.1.0.0/16\", \"!10.0.0.0/8\"]\n",
     "f:6:1: networks can never match: what it names is excluded again\n"},
    {"contradiction_of_every_network",
     "[[rule]]\nname = \"r\"\nnetworks = [\"!::/0\", \"!0.0.0.0/0\"]\n",
     "f:6:1: networks can never match: what it names is excluded again\n"},
    {"autopush_in_rule", "[[rule]]\nname = \"r\"\nautopush = true\nfactors = [\"sms\"]\n",
     "f:6:1: autopush needs \"push\" among the factors\n"},
};

std::string row_name(const testing::TestParamInfo<Row>& info) {
    return info.param.name;
}
INSTANTIATE_TEST_SUITE_P(Keys, MistakeInText, testing::ValuesIn(keys), row_name);
INSTANTIATE_TEST_SUITE_P(Values, MistakeInText, testing::ValuesIn(wrong_values), row_name);
INSTANTIATE_TEST_SUITE_P(Identities, MistakeInText, testing::ValuesIn(identities), row_name);
INSTANTIATE_TEST_SUITE_P(Rules, MistakeInText, testing::ValuesIn(rules), row_name);

/// What concerns [okta] as a whole: here the text is everything.
constexpr Row okta[] = {
    {"nothing_at_all", "",
     "f:1:1: org_url is missing from [okta]: the address of your Okta organization, such as "
     "\"https://acme.okta.com\"\n"
     "f:1:1: no way to prove who we are: api_token_file, or client_id and private_key_file, or the "
     "systemd credential okta-api-token is needed\n"},
    {"no_org_url", "\n[okta]\napi_token_file = \"/t\"\n",
     "f:2:1: org_url is missing from [okta]: the address of your Okta organization, such as "
     "\"https://acme.okta.com\"\n"},
    {"no_credentials", "[okta]\norg_url = \"https://a\"\n",
     "f:1:1: no way to prove who we are: api_token_file, or client_id and private_key_file, or the "
     "systemd credential okta-api-token is needed\n"},
    {"both_credentials",
     "[okta]\norg_url = \"https://a\"\nclient_id = \"0oa\"\nprivate_key_file = \"/k\"\n"
     "api_token_file = \"/t\"\n",
     "f:3:1: api_token_file at f:5 proves already who we are; keep it, or client_id and its key\n"},
    {"dpop_with_a_token", "[okta]\norg_url = \"https://a\"\napi_token_file = \"/t\"\ndpop = true\n",
     "f:4:1: api_token_file at f:3 proves already who we are; keep it, or client_id and its key\n"},
    {"client_without_key", "[okta]\norg_url = \"https://a\"\nclient_id = \"0oa\"\n",
     "f:3:1: private_key_file is missing beside it, and there is no systemd credential "
     "okta-private-key\n"},
    {"key_without_client", "[okta]\norg_url = \"https://a\"\nprivate_key_file = \"/k\"\n",
     "f:3:1: client_id is missing beside it\n"},
    {"missing_is_not_guessed_beside_a_syntax_error", "[okta\n",
     "f:1:6: Error while parsing table header: expected ']', saw '\\n'\n"},
};

class MistakeInOkta : public testing::TestWithParam<Row> {};

TEST_P(MistakeInOkta, IsReportedWhereItStands) {
    const auto policy = parse_text(GetParam().text);
    ASSERT_FALSE(policy);
    EXPECT_EQ(lines(policy.error()), GetParam().mistakes);
}
INSTANTIATE_TEST_SUITE_P(Okta, MistakeInOkta, testing::ValuesIn(okta), row_name);

TEST(OrgUrl, IsRefusedUnlessItIsAnHttpsOrigin) {
    for (std::string url : {"http://acme.okta.com",
                            "acme.okta.com",
                            "https://",
                            "https://acme.okta.com/app",
                            "https://acme.okta.com?x",
                            "https://acme.okta.com#x",
                            "https://u:p@acme.okta.com",
                            "https://acme.okta.com:0",
                            "https://acme.okta.com:65536",
                            "https://acme.okta.com:",
                            "https://ac me.okta.com",
                            "https://-",
                            "https://-acme.okta.com",
                            "https://acme-.okta.com",
                            "https://acme.okta.com-",
                            "https://acme.-okta.com:443",
                            "https://.",
                            "https://acme.okta.com..",
                            "https://acme_org.okta.com",
                            "https://LABEL.okta.com",
                            "https://a..b",
                            "https://.a",
                            "https://[fe80::1",
                            "https://[1.2.3.4]",
                            "https://[fe80::1%25eth0]",
                            "https://acme-admin.okta.com",
                            "https://a\\\\@evil.com",
                            "https:///",
                            "https://a:443:443"}) {
        if (const auto at = url.find("LABEL"); at != std::string::npos)
            url.replace(at, 5, std::string(64, 'a'));  // one more than a name server takes
        const auto policy =
            parse_text("[okta]\napi_token_file = \"/t\"\norg_url = \"" + url + "\"\n");
        ASSERT_FALSE(policy) << url;
        ASSERT_EQ(policy.error().size(), 1U) << url;
        EXPECT_EQ(policy.error().front().line, 3U) << url;
        EXPECT_EQ(policy.error().front().column, 11U) << url;
    }
}

TEST(OrgUrl, IsNotTheAdminConsoles) {
    const auto is_admin = [](const std::string& url) {
        const auto policy =
            parse_text("[okta]\napi_token_file = \"/t\"\norg_url = \"" + url + "\"\n");
        return !policy && lines(policy.error()) ==
                              "f:3:11: org_url is the address of the admin console; the one "
                              "without \"-admin\" was meant\n";
    };
    for (const std::string domain :
         {"okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil"})
        for (const std::string rest : {"", "/", ":443", "."}) {
            EXPECT_TRUE(is_admin("https://acme-admin." + domain + rest)) << domain << rest;
            EXPECT_FALSE(is_admin("https://acme." + domain + rest)) << domain << rest;
        }
    EXPECT_TRUE(is_admin("https://ACME-Admin.Okta-EMEA.com"));
    EXPECT_FALSE(is_admin("https://okta-admin.acme.com"));  // a domain of the customer's own
    EXPECT_FALSE(is_admin("https://acme-administration.okta.com"));
}

TEST(OrgUrl, IsTakenWithPortsAndAddressesInOneNormalForm) {
    const std::pair<std::string, std::string> urls[] = {
        {"https://acme.okta.com", "https://acme.okta.com"},
        {"https://Acme.Okta.com/", "https://acme.okta.com"},
        {"https://127.0.0.1:8443", "https://127.0.0.1:8443"},
        {"https://[::1]:8443", "https://[::1]:8443"},
        {"https://localhost", "https://localhost"},
        {"https://a-b.c--d.xn--e.okta.com", "https://a-b.c--d.xn--e.okta.com"},
        {"https://acme.okta.com.", "https://acme.okta.com."},
    };
    for (const auto& [written, normal] : urls) {
        const auto policy =
            parse_text("[okta]\napi_token_file = \"/t\"\norg_url = \"" + written + "\"\n");
        ASSERT_TRUE(policy) << lines(policy.error());
        EXPECT_EQ(policy->okta.org_url, normal);
    }
}

TEST(Mistakes, NeverRepeatWhatMayBeASecret) {
    const auto policy = parse_text(
        "[okta]\norg_url = \"00hunter2\"\napi_token_file = \"00hunter2\"\nproxy = \"00hunter2\"\n"
        "api_token = \"00hunter2\"\nclient_id = \"00hunter2 \"\nkey_id = [\"00hunter2\"]\n");
    ASSERT_FALSE(policy);
    EXPECT_GE(policy.error().size(), 6U);
    EXPECT_EQ(lines(policy.error()).find("hunter2"), std::string::npos);
}

TEST(Mistakes, ComeInTheOrderOfTheFiles) {
    const auto policy = parse_configuration(
        {{"main", least + "[login]\ntries = 0\n"}, {"a", "x = 1\ny = 2\n"}, {"b", "[rule"}});
    ASSERT_FALSE(policy);
    EXPECT_EQ(lines(policy.error()),
              "main:5:9: tries must be a whole number from 1 to 10, not 0\n"
              "a:1:1: unknown key \"x\"\n"
              "a:2:1: unknown key \"y\"\n"
              "b:1:6: Error while parsing table header: encountered end-of-file\n");
}

TEST(Mistakes, OfAKeyThatALaterFileReplacesStillRefuseTheWhole) {
    const auto policy = parse_configuration(
        {{"main", least + "[login]\ntries = 0\n"}, {"a", "[login]\ntries = 2\n"}});
    EXPECT_FALSE(policy);
}

TEST(Mistakes, OfInvalidUtf8AndControlCharactersAreMistakesToo) {
    EXPECT_FALSE(parse_text(least + "[login]\npush_prompt = \"\xff\xfe\"\n"));
    EXPECT_FALSE(parse_text(std::string{"\0", 1}));
    EXPECT_FALSE(parse_text(least + "[identity.map]\na = \"x\\u0000@y\"\n"));
}

TEST(Mistakes, AlwaysHaveALineAndAColumn) {
    const auto places = [](const std::string& text) {
        const auto policy = parse_text(text);
        std::string found;
        if (!policy)
            for (const auto& mistake : policy.error())
                found += std::to_string(mistake.line) + ":" + std::to_string(mistake.column) + " ";
        return found;
    };
    EXPECT_EQ(places("\xff\xfe"), "1:1 ");
    EXPECT_EQ(places(std::string{"\0", 1}), "1:1 ");
    EXPECT_EQ(places("["), "1:2 ");
    EXPECT_EQ(places("\xef\xbb\xbf\xff"), "1:1 ");
}

TEST(Mistakes, AreOneForNoSourceAtAll) {
    const auto policy = parse_configuration(std::vector<SourceText>{});
    ASSERT_FALSE(policy);
    EXPECT_EQ(lines(policy.error()), "/etc/okta-factor.conf:1:1: there is no such file\n");
}

}  // namespace
}  // namespace okta_factor::policy
