// SPDX-License-Identifier: MIT
// Values without quotes: the parser gives up, and what was meant is said all the same.
#include "daemon/policy/missing_quotes.h"

#include "tests/unit/policy/texts.h"

namespace okta_factor::policy {
namespace {

/// What is added to the parser's words for a line of [login]; fails if the line is no mistake or
/// not reported on it.
std::string added_for(const std::string& line) {
    const auto policy = parse_text(least + "[login]\n" + line + "\n[limits]\n");
    if (policy) return "no mistake";
    EXPECT_EQ(policy.error().size(), 1U) << line;
    EXPECT_EQ(policy.error().front().line, 5U) << line;
    const auto& text = policy.error().front().text;
    const auto added = text.find("; ");
    return added == std::string::npos ? "" : text.substr(added + 2);
}

TEST(MissingQuotes, AreWrittenAroundDurations) {
    for (const std::string duration : {"60s", "3m", "500ms", "1h", "30d", "0s", "0d"})
        EXPECT_EQ(added_for("timeout = " + duration),
                  "quotes are missing: write timeout = \"" + duration + "\"");
    EXPECT_EQ(added_for("\tremember=15m  # a while\r"),
              "quotes are missing: write remember = \"15m\"");
    EXPECT_EQ(added_for("connect_timeout = 3s"),
              "quotes are missing: write connect_timeout = \"3s\"");
    EXPECT_EQ(added_for("timout = 60s"), "quotes are missing: write timout = \"60s\"");
}

TEST(MissingQuotes, AreSaidBesideTheParsersWords) {
    const auto policy = parse_text(least + "[login]\ntimeout = 60s");
    ASSERT_FALSE(policy);
    EXPECT_EQ(lines(policy.error()),
              "f:5:13: Error while parsing decimal integer: expected digit, saw 's'; quotes are "
              "missing: write timeout = \"60s\"\n");
}

TEST(MissingQuotes, AreWrittenAroundWords) {
    const std::pair<std::string, std::string> rows[] = {
        {"action = deny", "action = \"deny\""},
        {"when_unreachable = recovery-code", "when_unreachable = \"recovery-code\""},
        {"push_prompt = never", "push_prompt = \"never\""},
        {"name = console rescue", "name = \"console rescue\""},
        {"login = {user}@acme.com", "login = \"{user}@acme.com\""},
        {"identity.login = {user}@acme.com", "identity.login = \"{user}@acme.com\""},
    };
    for (const auto& [line, meant] : rows)
        EXPECT_EQ(added_for(line), "quotes are missing: write " + meant);
}

TEST(MissingQuotes, AreWrittenAroundEachElementOfAList) {
    const std::pair<std::string, std::string> rows[] = {
        {"services = sshd", "services = [\"sshd\"]"},
        {"services = [sshd]", "services = [\"sshd\"]"},
        {"users = [alice, \"bob\", !'carol', ]", ""},
        {"users = [alice, \"bob\", 'carol', !dave]",
         "users = [\"alice\", \"bob\", \"carol\", \"!dave\"]"},
        {"factors = push, totp", "factors = [\"push\", \"totp\"]"},
        {"networks = [10.1.0.0/16]", "networks = [\"10.1.0.0/16\"]"},
    };
    for (const auto& [line, meant] : rows)
        EXPECT_EQ(added_for(line), meant.empty() ? "" : "quotes are missing: write " + meant);
}

TEST(MissingQuotes, AreNotWhatIsMissingFromFlagsAndNumbers) {
    EXPECT_EQ(added_for("autopush = yes"), "true or false was meant");
    EXPECT_EQ(added_for("autopush = True"), "true or false was meant");
    EXPECT_EQ(added_for("tries = three"), "a whole number was meant");
}

TEST(MissingQuotes, AreNotClaimedWhereSomethingElseIsWrong) {
    EXPECT_EQ(added_for("tries = "), "");
    EXPECT_EQ(added_for("timeout"), "");
    EXPECT_EQ(added_for("timeout = \"60s"), "");
    EXPECT_EQ(added_for("timeout = 60s = 3"), "");
    EXPECT_EQ(added_for("a b = 60s"), "");
    EXPECT_EQ(what_quotes_meant("tries = 3\ntries = 4\n", 2), "");  // twice
    EXPECT_EQ(what_quotes_meant("", 7), "");
}

TEST(MissingQuotes, DoNotShowWhatMayBeASecretOrSpoilATerminal) {
    EXPECT_EQ(added_for("api_token = hunter2"), "quotes are missing: write api_token = \"...\"");
    EXPECT_EQ(added_for("client_id = hunter2"), "quotes are missing: write client_id = \"...\"");
    EXPECT_EQ(added_for("name = caf\xc3\xa9"), "quotes are missing: write name = \"...\"");
    EXPECT_EQ(added_for("name = " + std::string(65, 'x')),
              "quotes are missing: write name = \"...\"");
}

}  // namespace
}  // namespace okta_factor::policy
