// SPDX-License-Identifier: MIT
// What a test looks for in findings.
#pragma once

#include <gmock/gmock.h>

#include <ostream>
#include <string>

#include "ctl/doctor/finding.h"

namespace okta_factor::doctor {

inline void PrintTo(const Finding& finding, std::ostream* out) {
    *out << static_cast<int>(finding.severity) << ' ' << finding.what << " [" << finding.where
         << ']';
}

inline testing::Matcher<const Finding&> is(Severity severity, const std::string& part_of_what) {
    return testing::AllOf(testing::Field(&Finding::severity, severity),
                          testing::Field(&Finding::what, testing::HasSubstr(part_of_what)));
}
inline auto is_problem(const std::string& part_of_what) {
    return is(Severity::problem, part_of_what);
}
inline auto is_warning(const std::string& part_of_what) {
    return is(Severity::warning, part_of_what);
}
inline auto is_fine(const std::string& part_of_what) {
    return is(Severity::fine, part_of_what);
}

/// Whatever is not fine says why it matters and what to change.
inline void expect_helpful(const Findings& findings) {
    for (const auto& finding : findings) {
        if (finding.severity == Severity::fine) continue;
        EXPECT_FALSE(finding.why.empty()) << finding.what;
        EXPECT_FALSE(finding.change.empty()) << finding.what;
    }
}

}  // namespace okta_factor::doctor
