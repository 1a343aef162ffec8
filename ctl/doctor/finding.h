// SPDX-License-Identifier: MIT
// What the doctor found: the one shape of every check's answer.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace okta_factor::doctor {

enum class Severity {
    problem,  // locks people out, or lets somebody in whom Okta did not confirm
    warning,  // may do so some day, or surprises people
    fine,
};

struct Finding {
    Severity severity = Severity::fine;
    std::string what;    // a sentence without its full stop
    std::string why;     // why it matters; empty where all is fine
    std::string change;  // the line to change or the command to give; empty where all is fine
    std::string where;   // file, file:line or program; may be empty

    bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

inline Finding problem(std::string what, std::string why, std::string change,
                       std::string where = {}) {
    return {Severity::problem, std::move(what), std::move(why), std::move(change),
            std::move(where)};
}

inline Finding warning(std::string what, std::string why, std::string change,
                       std::string where = {}) {
    return {Severity::warning, std::move(what), std::move(why), std::move(change),
            std::move(where)};
}

inline Finding fine(std::string what, std::string where = {}) {
    return {Severity::fine, std::move(what), {}, {}, std::move(where)};
}

inline void append(Findings& all, Findings more) {
    for (auto& finding : more)
        all.push_back(std::move(finding));
}

}  // namespace okta_factor::doctor
