// SPDX-License-Identifier: MIT
// The configuration that the package installs: complete, true, and three lines away from working.
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "daemon/policy/sections.h"
#include "tests/unit/policy/texts.h"

namespace okta_factor::policy {
namespace {

std::vector<std::string> shipped_lines() {
    std::ifstream file{SHIPPED_CONFIGURATION};
    std::vector<std::string> all;
    for (std::string line; std::getline(file, line);)
        all.push_back(line);
    return all;
}

/// The file with the # taken from the lines for which `chosen` holds.
template <class Chosen>
std::string uncommented(Chosen chosen) {
    std::string text;
    for (auto line : shipped_lines()) {
        if (chosen(line)) line.erase(0, line.find_first_not_of("# "));
        text += line + "\n";
    }
    return text;
}

bool to_fill_in(const std::string& line) {
    return line.starts_with("#org_url") || line.starts_with("#api_token_file") ||
           line.starts_with("#login =");
}

bool shows_a_default(const std::string& line) {
    return line.size() > 1 && line[0] == '#' && line[1] != ' ';
}

TEST(ShippedConfiguration, LacksNothingButWhatIsToBeFilledIn) {
    const auto policy = parse_text(uncommented([](const auto&) { return false; }));
    ASSERT_FALSE(policy);
    EXPECT_EQ(policy.error().size(), 2U) << lines(policy.error());
}

TEST(ShippedConfiguration, WorksAfterFillingInThreeLines) {
    const auto policy = parse_text(uncommented(to_fill_in));
    ASSERT_TRUE(policy) << lines(policy.error());
    EXPECT_EQ(policy->okta.org_url, "https://acme.okta.com");
    EXPECT_EQ(policy->identity.login_template, "{user}@acme.com");
}

TEST(ShippedConfiguration, ShowsTheTrueDefaults) {
    const auto filled = parse_text(uncommented(to_fill_in));
    const auto shown = parse_text(uncommented(shows_a_default));
    ASSERT_TRUE(filled);
    ASSERT_TRUE(shown) << lines(shown.error());
    EXPECT_EQ(shown->login, filled->login);
    EXPECT_EQ(shown->okta.connect_timeout, filled->okta.connect_timeout);
    EXPECT_EQ(shown->okta.request_timeout, filled->okta.request_timeout);
    EXPECT_EQ(shown->okta.dpop, filled->okta.dpop);
    EXPECT_EQ(shown->identity.allow_expired_password, filled->identity.allow_expired_password);
    EXPECT_EQ(shown->limits.wrong_codes, filled->limits.wrong_codes);
    EXPECT_EQ(shown->limits.wrong_codes_period, filled->limits.wrong_codes_period);
    EXPECT_EQ(shown->limits.pushes, filled->limits.pushes);
    EXPECT_EQ(shown->limits.pushes_period, filled->limits.pushes_period);
    EXPECT_EQ(shown->limits.after_rejected_push, filled->limits.after_rejected_push);
    EXPECT_EQ(shown->limits.messages, filled->limits.messages);
    EXPECT_EQ(shown->limits.messages_period, filled->limits.messages_period);
    EXPECT_EQ(shown->limits.logins, filled->limits.logins);
    EXPECT_EQ(shown->limits.logins_begun, filled->limits.logins_begun);
    EXPECT_EQ(shown->limits.logins_begun_period, filled->limits.logins_begun_period);
}

TEST(ShippedConfiguration, TakesItsOwnExamples) {
    const auto example = [](const std::string& line) {
        return line.starts_with("#     ") && line.find("okta-factorctl") == std::string::npos &&
               (line.find(" = ") != std::string::npos || line.find('[') != std::string::npos) &&
               line.find("client_id") == std::string::npos &&
               line.find("private_key") == std::string::npos &&
               line.find("key_id") == std::string::npos;
    };
    const auto policy = parse_text(
        uncommented([&](const auto& line) { return to_fill_in(line) || example(line); }));
    ASSERT_TRUE(policy) << lines(policy.error());
    EXPECT_EQ(policy->rules.size(), 2U);
    EXPECT_EQ(policy->identity.keys.size(), 2U);
    EXPECT_EQ(policy->identity.map.size(), 1U);
    EXPECT_FALSE(policy->metrics.textfile.empty());
}

TEST(ShippedConfiguration, ExplainsEveryKey) {
    std::string text;
    for (const auto& line : shipped_lines())
        text += line + "\n";
    for (const auto& key : known_keys()) {
        const auto name = key.substr(key.rfind('.') + 1);
        EXPECT_TRUE(std::regex_search(text, std::regex{"[# .\\[]" + name + "[ \\]]"})) << key;
    }
}

TEST(ShippedConfiguration, FitsATerminal) {
    for (const auto& line : shipped_lines()) {
        EXPECT_LE(line.size(), 100U) << line;
        EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) {
            return c >= ' ' && c <= '~';
        })) << line;
    }
}

}  // namespace
}  // namespace okta_factor::policy
