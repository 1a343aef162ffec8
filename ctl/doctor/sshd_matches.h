// SPDX-License-Identifier: MIT
// The Match blocks of sshd_config(5) that say how some people log in. Pure.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ctl/doctor/finding.h"

namespace okta_factor::doctor {

/// The files that a pattern of glob(7) stands for, in order, each with its text.
using ReadSshdFiles =
    std::function<std::vector<std::pair<std::string, std::string>>(const std::string& pattern)>;

/// Names the blocks that may open a way to log in to others than `examined`, for whom sshd was
/// asked by name from no known address: blocks by Address, Group, Host, a pattern, another name.
Findings judge_matches(const std::string& sshd_config, const ReadSshdFiles& read,
                       const std::vector<std::string>& examined);

}  // namespace okta_factor::doctor
