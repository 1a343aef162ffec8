// SPDX-License-Identifier: MIT
#include "ctl/doctor/report.h"

#include <algorithm>
#include <array>

#include "common/protocol.h"

namespace okta_factor::doctor {
namespace {

constexpr std::array severity_words{
    protocol::Word{Severity::problem, "problem"},
    protocol::Word{Severity::warning, "warning"},
    protocol::Word{Severity::fine, "fine"},
};

struct Group {
    Severity severity;
    const char* title;
    const char* colour;  // ECMA-48, select graphic rendition
};
constexpr std::array groups{
    Group{Severity::problem, "Problems", "\x1b[1;31m"},
    Group{Severity::warning, "Warnings", "\x1b[1;33m"},
    Group{Severity::fine, "Fine", "\x1b[1;32m"},
};
static_assert(protocol::has_every_word(severity_words) && covers_every(groups, &Group::severity));
constexpr char plain[] = "\x1b[0m";

std::size_t count(const Findings& findings, Severity severity) {
    return static_cast<std::size_t>(std::ranges::count(findings, severity, &Finding::severity));
}

void write_finding(const Finding& finding, std::string& text) {
    text += "  - " + finding.what + '\n';
    for (const auto& [label, value] : {std::pair{"where:  ", &finding.where},
                                       {"why:    ", &finding.why},
                                       {"change: ", &finding.change}})
        if (!value->empty() && finding.severity != Severity::fine)
            text += std::string{"      "} + label + *value + '\n';
}

std::string in_number(std::size_t number, const char* word) {
    return std::to_string(number) + ' ' + word + (number == 1 ? "" : "s");
}

}  // namespace

std::string to_text(const Findings& findings, bool with_colours) {
    std::string text;
    for (const auto& group : groups) {
        if (count(findings, group.severity) == 0) continue;
        text += (with_colours ? group.colour : "") + std::string{group.title} +
                (with_colours ? plain : "") + '\n';
        for (const auto& finding : findings)
            if (finding.severity == group.severity) write_finding(finding, text);
        text += '\n';
    }
    return text + in_number(count(findings, Severity::problem), "problem") + ", " +
           in_number(count(findings, Severity::warning), "warning") + '\n';
}

nlohmann::ordered_json to_json(const Findings& findings) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& group : groups)
        for (const auto& finding : findings)
            if (finding.severity == group.severity)
                list.push_back({{"severity", protocol::word_in(severity_words, finding.severity)},
                                {"what", finding.what},
                                {"why", finding.why},
                                {"change", finding.change},
                                {"where", finding.where}});
    return {{"ok", !has_problems(findings)}, {"findings", list}};
}

bool has_problems(const Findings& findings) {
    return count(findings, Severity::problem) > 0;
}

}  // namespace okta_factor::doctor
