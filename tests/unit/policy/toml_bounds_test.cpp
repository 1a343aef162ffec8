// SPDX-License-Identifier: MIT
#include "daemon/policy/toml_bounds.h"

#include <toml++/toml.h>

#include "tests/unit/policy/texts.h"

namespace okta_factor::policy {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += text;
    return all;
}

const std::string dots = repeated(".b", 40'000);

struct Beyond {
    const char* name;
    std::string text;
    const char* place;
    const char* what;
};

TEST(TomlBounds, NameThePlaceAndWhatIsTooMuch) {
    const char* parts = "more than 16 parts in a key";
    const char* nested = "more than 16 lists or tables inside each other";
    const char* values = "more than 100000 values";
    const Beyond table[] = {
        {"dotted key", "a" + dots + " = 1\n", "f:1:32: ", parts},
        {"dotted key with blanks", "a" + repeated(" . b", 40'000) + " = 1\n", "f:1:63: ", parts},
        {"dotted key of strings", "\"\"" + repeated(".'b'", 40'000) + " = 1\n", "f:1:63: ", parts},
        {"after a comment", "# \" ' \"\"\" [\n\na" + dots + " = 1\n", "f:3:32: ", parts},
        {"after what is not ASCII", "# \xC3\xA9\n\"\xC3\xA9\"" + dots + " = 1\n",
         "f:2:34: ", parts},
        {"header", "[a" + dots + "]\n", "f:1:33: ", parts},
        {"header of a list", "[[a" + dots + "]]\n", "f:1:34: ", parts},
        {"in an inline table", "x = {a = 1, b" + dots + " = 1}\n", "f:1:44: ", parts},
        {"in an inline table in a list", "x = [{a" + dots + " = 1}]\n", "f:1:38: ", parts},
        {"after a string with quotes at its end", "x = \"\"\"a\\\"\"\"\"\"\na" + dots + " = 1\n",
         "f:2:32: ", parts},
        {"after a literal that ends in a backslash", "x = 'a\\'\na" + dots + " = 1\n",
         "f:2:32: ", parts},
        {"after empty strings", "x = [\"\", '', \"\"\"\"\"\", '''''']\na" + dots + " = 1\n",
         "f:2:32: ", parts},
        {"lists", "x = " + repeated("[", 40'000), "f:1:21: ", nested},
        {"inline tables", "x = " + repeated("{a=", 40'000), "f:1:53: ", nested},
        {"both by turns", "x = " + repeated("[{a=", 40'000), "f:1:37: ", nested},
        {"many values", "x = [" + repeated("1,", 200'000) + "]\n", "f:1:200003: ", values},
        {"many keys", repeated("a=1\n", 200'000), "f:100001:2: ", values},
        {"many headers", repeated("[a]\n", 200'000), "f:100001:1: ", values},
    };
    for (const auto& [name, text, place, what] : table) {
        const auto policy = parse_text(text);
        ASSERT_FALSE(policy) << name;
        EXPECT_EQ(lines(policy.error()), std::string{place} + what + "\n") << name;
    }
}

TEST(TomlBounds, PassOverStringsAndComments) {
    for (const auto& text : {
             std::string{},
             "# a" + dots,
             "# a" + dots + "\nx = 1\n",
             "x = \"a" + dots + "\"\n",
             "x = 'a" + dots + "'\n",
             "x = \"\"\"\na" + dots + "\\\"\"\" a" + dots + "\"\"\"\"\"\n",
             "x = '''\na" + dots + "\n'' a" + dots + "'''''\n",
             "x = \"\\\\\" # " + dots,
             "x = \"\\\"" + dots + "\"\n",
             "\"a" + dots + "\" = 1\n",
             "x = [\n1.5,\n" + repeated("1.5, 'a.b', ", 1000) + "\n]\n",
             std::string{"[a.b.c.d]\ne.f.g.h = 07:32:00.999\n"},
             "x = " + repeated("[", 16) + repeated("]", 16) + "\n",
             "a" + repeated(".b", 15) + " = 1\n",
             repeated("[[rule]]\nusers = [\"a\", \"b\"]\n", 5000),
             std::string{"x = \"\\"},
             std::string{"x = \"\"\"\\"},
         }) {
        const auto excess = find_excess(text);
        EXPECT_FALSE(excess) << excess->line << ':' << excess->column << ' ' << text.substr(0, 60);
    }
}

// What toml++ reads within the bounds it also reads deeply enough for nobody's stack.
TEST(TomlBounds, AtTheirMostAreReadAndFreed) {
    const auto inner = repeated("{a" + repeated(".b", 15) + "=", 15) + "1" + repeated("}", 15);
    const auto text = "[a" + repeated(".b", 15) + "]\nc" + repeated(".d", 15) + " = " + inner;
    EXPECT_FALSE(find_excess(text));
    EXPECT_FALSE(parse_text(text));
    EXPECT_NO_THROW(static_cast<void>(toml::parse(text)));
}

TEST(TomlBounds, HoldForALineThatIsLookedAtAlone) {
    // The line stands in a string, and is not TOML's to read; what it looks like is a table.
    const auto policy = parse_text("x = \"\"\"\ny = {a" + dots + " = 1} \\q\n\"\"\"\n");
    ASSERT_FALSE(policy);
    EXPECT_EQ(policy.error().front().line, 2U);
}

std::string numbered(std::string_view before, std::string_view after, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += std::string{before} + std::to_string(i) + std::string{after};
    return all;
}

const std::string rules_without_users = "[[rule]]\nservices = [\"s";

TEST(Bounds, AllowAThousandRulesAndNoMore) {
    const auto thousand = numbered(rules_without_users, "\"]\n", 1000);
    EXPECT_TRUE(parse_text(least + thousand));
    const auto policy = parse_text(least + thousand + "[[rule]]\nservices = [\"x\"]\n");
    ASSERT_FALSE(policy);
    EXPECT_EQ(lines(policy.error()), "f:2004:1: this is more than 1000 rules in all\n");
}

TEST(Bounds, AllowTenThousandPatternsAndNoMore) {
    const auto users = "[[rule]]\nusers = [" + numbered("\"u", "\", ", 9999);
    EXPECT_TRUE(parse_text(least + users + "\"!x\"]\n"));
    const auto policy = parse_text(least + users + "\"x\", \"!x\"]\n");
    ASSERT_FALSE(policy);
    EXPECT_EQ(lines(policy.error()),
              "f:4:1: this is more than 10000 patterns in all rules; match a group rather than "
              "each of its members\n");
}

TEST(Bounds, AllowFiveThousandIdentityKeysAndNoMore) {
    const std::string rest =
        "\"\nca = \"SHA256:" + std::string(43, 'A') + "\"\nlogin = \"a@b.c\"\n";
    const std::string key = "[[identity.key]]\ncertificate_id = \"";
    const auto policy = parse_text(least + numbered(key, rest, 5000) + key + "x" + rest);
    ASSERT_FALSE(policy);
    EXPECT_EQ(lines(policy.error()), "f:20004:1: this is more than 5000 [[identity.key]] in all\n");
}

TEST(Bounds, AllowAMapOfTwentyThousandPeople) {
    const auto policy = parse_text(least + "[identity.map]\n" +
                                   numbered("\"u", "\" = \"somebody@example.com\"\n", 20'000));
    ASSERT_TRUE(policy) << lines(policy.error());
    EXPECT_EQ(policy->identity.map.size(), 20'000U);
}

TEST(Bounds, ListTwoHundredMistakesAndSayThatThereAreMore) {
    const auto policy = parse_text(least + "[login]\n" + numbered("bananas", " = 1\n", 50'000));
    ASSERT_FALSE(policy);
    ASSERT_EQ(policy.error().size(), 201U);
    EXPECT_EQ(policy.error().back().text, "and more; only the first 200 mistakes are listed");
}

// What takes the most work of what is allowed: every pattern is compared with every other.
TEST(Bounds, HoldForTheWorkOfCheckingTheRules) {
    std::string name(48, '*');
    for (std::size_t i = 0; i < name.size(); i += 2)
        name[i] = 'a';
    std::string text = least;
    for (int rule = 0; rule < 10; ++rule)
        text += "[[rule]]\nusers = [" + numbered("\"" + name, "\", ", 500) +
                numbered("\"!" + name, "b\", ", 499) + "\"" + std::to_string(rule) + "\"]\n";
    EXPECT_TRUE(parse_text(text));
}

}  // namespace
}  // namespace okta_factor::policy
