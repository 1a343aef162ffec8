// SPDX-License-Identifier: MIT
// The man pages and completions know everything that the programs do.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "ctl/run.h"
#include "daemon/login/outcome.h"
#include "daemon/policy/sections.h"

namespace okta_factor {
namespace {

std::string shipped(const std::string& path) {
    std::ifstream file{std::string{OKTA_FACTOR_PACKAGING} + "/" + path};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::vector<std::string> commands() {
    constexpr std::array arguments{"okta-factorctl", "--help"};
    std::stringstream help, nothing;
    ctl::run(static_cast<int>(arguments.size()), arguments.data(), help, nothing);
    std::vector<std::string> all;
    bool listed = false;
    for (std::string line; std::getline(help, line);) {
        if (line.starts_with("Subcommands:")) {
            listed = true;
        } else if (listed && line.starts_with("  ") && line[2] != ' ') {
            all.push_back(line.substr(2, line.find(' ', 2) - 2));
        } else if (listed && !line.starts_with(' ')) {
            break;
        }
    }
    return all;
}

TEST(Manual, DescribesEveryKeyOfTheConfiguration) {
    const auto page = shipped("man/okta-factor.conf.5.scd");
    for (const auto& key : policy::known_keys()) {
        const auto name = key.substr(key.rfind('.') + 1);
        EXPECT_TRUE(has(page, "*" + name + "*") || has(page, "." + name + "]")) << key;
    }
}

TEST(Manual, NamesEveryReasonOfAVerdict) {
    const auto page = shipped("man/okta-factord.8.scd");
    for (const auto& row : login::reasons())
        EXPECT_TRUE(has(page, "*" + std::string{row.word} + "*")) << row.word;
}

TEST(Manual, DescribesEveryCommandOfTheTool) {
    const auto page = shipped("man/okta-factorctl.8.scd");
    ASSERT_GE(commands().size(), 5U);
    for (const auto& command : commands())
        EXPECT_TRUE(has(page, "\n*" + command)) << command;
}

// Anybody can write lines with any identifier; only the unit that they come from is journald's
// word.
TEST(Documents, AskTheJournalByTheUnitAlone) {
    const std::filesystem::path root{OKTA_FACTOR_SOURCES};
    std::vector<std::filesystem::path> files{root / "README.md", root / "CONTRIBUTING.md"};
    for (const auto* folder : {"packaging", "config", "ctl", "pam_module"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator{root / folder})
            if (entry.is_regular_file()) files.push_back(entry.path());
    ASSERT_GT(files.size(), 50U);
    const std::regex by_identifier{
        "journalctl[^|`]* (-t|--identifier)|(SYSLOG_IDENTIFIER|_COMM) *="};
    std::size_t by_unit = 0;
    for (const auto& path : files) {
        std::ifstream file{path};
        int number = 0;
        for (std::string line; std::getline(file, line);) {
            ++number;
            EXPECT_FALSE(std::regex_search(line, by_identifier)) << path << ':' << number;
            by_unit += has(line, "journalctl -u okta-factord") ? 1 : 0;
        }
    }
    EXPECT_GE(by_unit, 3U);
}

TEST(Unit, HasNoLimitOnItsRecords) {
    EXPECT_TRUE(has(shipped("systemd/okta-factord.service.in"), "\nLogRateLimitIntervalSec=0\n"));
}

TEST(Completions, KnowEveryCommandOfTheTool) {
    for (const auto& command : commands()) {
        EXPECT_TRUE(has(shipped("completion/okta-factorctl.bash"), command)) << command;
        EXPECT_TRUE(has(shipped("completion/okta-factorctl.zsh"), "'" + command + ":")) << command;
    }
}

}  // namespace
}  // namespace okta_factor
