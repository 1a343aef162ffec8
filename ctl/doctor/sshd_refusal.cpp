// SPDX-License-Identifier: MIT
#include "ctl/doctor/sshd_refusal.h"

#include <regex>
#include <sstream>

namespace okta_factor::doctor {
namespace {

constexpr int most_lines = 3;
// systemd makes it when sshd starts, so its absence says nothing of the next start.
constexpr char not_started[] = "Missing privilege separation directory";

std::string first_lines(const std::string& text, int count) {
    std::istringstream lines{text};
    std::string quoted;
    for (std::string line; count > 0 && std::getline(lines, line);) {
        while (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (line.empty()) continue;
        quoted += (quoted.empty() ? "" : "; ") + line;
        --count;
    }
    return quoted;
}

/// file:line of the first place that sshd names: "FILE line N: " or "FILE: line N: ".
std::string named_place(const std::string& text) {
    static const std::regex place{"(^|\n)(/[^\n]*?):? line ([0-9]+): "};
    std::smatch parts;
    if (!std::regex_search(text, parts, place)) return {};
    return parts[2].str() + ':' + parts[3].str();
}

}  // namespace

Findings judge_refusal(const ProgramAnswer& answer, const std::string& sshd, bool as_root) {
    const bool was_asked = answer.exit_status > 0;
    if (!as_root || !was_asked || answer.err.find(not_started) != std::string::npos)
        return {warning("sshd does not tell its settings: " + first_lines(answer.err, 1),
                        "whether it ever asks Okta is not known",
                        "run doctor as root, while sshd runs; see: sshd -T", sshd)};
    const auto place = named_place(answer.err);
    return {problem(
        "sshd refuses its configuration: " + first_lines(answer.err, most_lines) +
            "; it would not start again",
        "a running sshd goes on by what it read before; after the next restart or boot "
        "nobody logs in over SSH",
        place.empty() ? "mend what it names, then: sshd -t" : "mend " + place + ", then: sshd -t",
        place.empty() ? sshd : place)};
}

}  // namespace okta_factor::doctor
