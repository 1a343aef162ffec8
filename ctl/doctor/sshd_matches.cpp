// SPDX-License-Identifier: MIT
#include "ctl/doctor/sshd_matches.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "ctl/doctor/sshd_settings.h"

namespace okta_factor::doctor {
namespace {

constexpr int deepest_sshd_include = 16;  // sshd's own limit
constexpr int max_includes = 500;         // a file that includes itself twice doubles
constexpr char sshd_folder[] = "/etc/ssh/";

struct SshdLine {
    std::string keyword;  // in lower case
    std::vector<std::string> values;
};

std::string in_lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

// "Keyword value", "Keyword=value", "Keyword "value""; none of the values we look for has a space.
SshdLine read_sshd_line(std::string text) {
    text.erase(std::ranges::find(text, '#'), text.end());
    std::ranges::replace_if(
        text, [](char c) { return c == '=' || c == '"' || c == '\r'; }, ' ');
    std::istringstream words{text};
    SshdLine line;
    words >> line.keyword;
    line.keyword = in_lower_case(line.keyword);
    for (std::string word; words >> word;)
        line.values.push_back(std::move(word));
    return line;
}

// "no" takes a way away, and a conversation asks Okta; whatever else is said of access may open a
// way around it.
bool may_open_a_way(const SshdLine& line) {
    if (!SshdSettings::decides_access(line.keyword) || line.values.empty()) return false;
    if (line.keyword == "authenticationmethods")
        return !std::ranges::all_of(line.values, [](const std::string& way) {
            return way.find("keyboard-interactive") != std::string::npos;
        });
    return in_lower_case(line.values.front()) != "no" &&
           !SshdSettings::switches_conversation(line.keyword);
}

class MatchReader {
  public:
    MatchReader(const ReadSshdFiles& read, const std::vector<std::string>& examined)
        : read_(read), examined_(examined) {}

    // `block`: what stands around an Include; what is included ends with its file.
    void read(const std::string& pattern, const std::optional<std::string>& block, int depth) {
        if (depth > deepest_sshd_include || includes_left_-- <= 0) return;
        for (const auto& [path, text] : read_(pattern)) {
            auto current = block;
            std::istringstream lines{text};
            unsigned number = 0;
            for (std::string raw; std::getline(lines, raw);) {
                ++number;
                const auto line = read_sshd_line(raw);
                if (line.keyword == "match")
                    current =
                        is_examined(line) ? std::nullopt : std::optional{named(line, path, number)};
                else if (line.keyword == "include")
                    for (const auto& other : line.values)
                        read(other.starts_with('/') ? other : sshd_folder + other, current,
                             depth + 1);
                else if (current && may_open_a_way(line))
                    note(*current);
            }
        }
    }

    [[nodiscard]] const std::vector<std::string>& blocks() const { return blocks_; }

  private:
    // A pattern is nobody's name, and so not found among them.
    [[nodiscard]] bool is_examined(const SshdLine& match) const {
        const auto& values = match.values;
        if (values.size() == 1) return in_lower_case(values[0]) == "all";
        if (values.size() != 2 || in_lower_case(values[0]) != "user") return false;
        std::istringstream names{values[1]};
        for (std::string name; std::getline(names, name, ',');)
            if (std::ranges::find(examined_, name) == examined_.end()) return false;
        return true;
    }

    static std::string named(const SshdLine& match, const std::string& path, unsigned number) {
        std::string text = path + ':' + std::to_string(number) + " (Match";
        for (const auto& value : match.values)
            text += ' ' + value;
        return text + ')';
    }

    void note(const std::string& block) {
        if (std::ranges::find(blocks_, block) == blocks_.end()) blocks_.push_back(block);
    }

    const ReadSshdFiles& read_;
    const std::vector<std::string>& examined_;
    int includes_left_ = max_includes;
    std::vector<std::string> blocks_;
};

}  // namespace

Findings judge_matches(const std::string& sshd_config, const ReadSshdFiles& read,
                       const std::vector<std::string>& examined) {
    MatchReader reader{read, examined};
    reader.read(sshd_config, std::nullopt, 0);
    if (reader.blocks().empty()) return {};
    std::string all;
    for (const auto& block : reader.blocks())
        all += (all.empty() ? "" : ", ") + block;
    return {warning("how sshd lets in whom these blocks match was not examined: " + all,
                    "a block may let them in without a conversation, and so without Okta",
                    "look at each: sshd -T -C user=NAME,host=HOST,addr=ADDRESS", sshd_config)};
}

}  // namespace okta_factor::doctor
