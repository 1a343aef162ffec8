// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <random>

#include "daemon/policy/duration.h"
#include "daemon/policy/glob.h"
#include "daemon/policy/network.h"

namespace okta_factor::policy {
namespace {

using namespace std::chrono_literals;

TEST(Glob, MatchesTheWholeTextWithStarsAndQuestionMarks) {
    EXPECT_TRUE(glob_matches("alice", "alice"));
    EXPECT_FALSE(glob_matches("alice", "alice2"));
    EXPECT_FALSE(glob_matches("alice", "Alice"));
    EXPECT_TRUE(glob_matches("*", ""));
    EXPECT_TRUE(glob_matches("tty*", "tty"));
    EXPECT_TRUE(glob_matches("pts/*", "pts/0"));
    EXPECT_TRUE(glob_matches("*a*b*c", "xxaxbxbxc"));
    EXPECT_FALSE(glob_matches("*a*b*c", "xxaxbxbxcx"));
    EXPECT_TRUE(glob_matches("web-??", "web-01"));
    EXPECT_FALSE(glob_matches("web-??", "web-1"));
    EXPECT_FALSE(glob_matches("[a]", "a"));
    EXPECT_TRUE(glob_matches("a\\b", "a\\b"));
    EXPECT_FALSE(glob_matches("", "a"));
}

TEST(Glob, TakesNoExponentialTime) {
    const std::string pattern = "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b";
    EXPECT_FALSE(glob_matches(pattern, std::string(20'000, 'a')));
}

std::string random_text(std::mt19937& random, const std::string& letters) {
    std::string text(std::uniform_int_distribution<std::size_t>{0, 4}(random), ' ');
    for (auto& letter : text)
        letter = letters[std::uniform_int_distribution<std::size_t>{0, letters.size() - 1}(random)];
    return text;
}

TEST(Glob, CoversOnlyWhatItMatchesAllOf) {
    std::mt19937 random{7};
    int covered = 0;
    for (int i = 0; i < 100'000; ++i) {
        const auto wide = random_text(random, "ab*?");
        const auto narrow = random_text(random, "ab*?");
        const auto text = random_text(random, "ab");
        if (!glob_covers(wide, narrow)) continue;
        ++covered;
        EXPECT_TRUE(!glob_matches(narrow, text) || glob_matches(wide, text))
            << wide << " covers " << narrow << ": " << text;
    }
    EXPECT_GT(covered, 1000);
}

bool in(const char* network, const char* address) {
    return contains(parse_network(network).value(), parse_address(address).value());
}

TEST(Network, ContainsTheAddressesOfItsPrefix) {
    EXPECT_TRUE(in("10.1.0.0/16", "10.1.255.255"));
    EXPECT_FALSE(in("10.1.0.0/16", "10.2.0.0"));
    EXPECT_TRUE(in("10.1.2.3", "10.1.2.3"));
    EXPECT_FALSE(in("10.1.2.3", "10.1.2.4"));
    EXPECT_TRUE(in("10.1.2.0/23", "10.1.3.9"));
    EXPECT_TRUE(in("fd00::/8", "fdff::1"));
    EXPECT_FALSE(in("fd00::/8", "fe00::1"));
    EXPECT_TRUE(in("fe80::/10", "fe80::1%eth0"));
}

TEST(Network, TakesMappedAddressesAsTheIpv4TheyStandFor) {
    EXPECT_TRUE(in("10.1.0.0/16", "::ffff:10.1.2.3"));
    EXPECT_TRUE(in("::ffff:10.1.0.0/112", "10.1.2.3"));
    EXPECT_EQ(to_string(parse_network("::ffff:10.1.0.0/112").value()), "10.1.0.0/16");
}

TEST(Network, OfAllIpv6HoldsNoIpv4AndTheOtherWayRound) {
    EXPECT_FALSE(in("::/0", "10.1.2.3"));
    EXPECT_FALSE(in("::/0", "::ffff:10.1.2.3"));
    EXPECT_FALSE(in("0.0.0.0/0", "fd00::1"));
    EXPECT_TRUE(in("0.0.0.0/0", "255.0.0.1"));
}

TEST(Network, AddressesAreNumericOrNone) {
    for (const char* text :
         {"", "host", "10.1", "10.1.2.3.4", "1.2.3.4/8", "::g", "0x7f.1", " ::1"})
        EXPECT_FALSE(parse_address(text)) << text;
    for (const char* text : {"10.0.0.0/", "10.0.0.0/a", "10.0.0.0/8x", "10.0.0.0/-1", "10.0.0.0/ 8",
                             "10.0.0.0/8/8", "::/129", "/8", ""})
        EXPECT_FALSE(parse_network(text)) << text;
}

TEST(Duration, IsAWholeNumberAndAUnit) {
    EXPECT_EQ(parse_duration("500ms"), 500ms);
    EXPECT_EQ(parse_duration("3s"), 3s);
    EXPECT_EQ(parse_duration("15m"), 15min);
    EXPECT_EQ(parse_duration("1h"), 1h);
    EXPECT_EQ(parse_duration("7d"), 168h);
    EXPECT_EQ(parse_duration("0s"), 0s);
    for (const char* text : {"", "3", "s", "-3s", "+3s", "3 s", " 3s", "3s ", "1h30m", "1.5h", "3S",
                             "4294967296s", "99999999999999999999s", "4294967295h", "3sec"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, IsWrittenInTheLargestExactUnit) {
    EXPECT_EQ(to_string(0ms), "0s");
    EXPECT_EQ(to_string(1500ms), "1500ms");
    EXPECT_EQ(to_string(90s), "90s");
    EXPECT_EQ(to_string(900s), "15m");
    EXPECT_EQ(to_string(24h), "1d");
}

}  // namespace
}  // namespace okta_factor::policy
