// SPDX-License-Identifier: MIT
// May the daemon, which is not root, read what it needs? Pure but for look_at().
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "ctl/doctor/finding.h"

namespace okta_factor::doctor {

/// A file, or a folder on the way to it, as stat(2) sees it.
struct PathPart {
    std::string path;
    uid_t uid = 0;
    gid_t gid = 0;
    mode_t mode = 0;
};

/// From / down to the file; links are followed. Empty where there is no such file.
std::vector<PathPart> look_at(const std::string& path);

/// `user`, `group`: the daemon's. Nothing where it can read the file, else the part that keeps it
/// out.
std::optional<PathPart> in_the_way(const std::vector<PathPart>& parts, uid_t user, gid_t group);

/// `named_by`: the key of the configuration, or what the file is.
Findings judge_access_to(const std::string& path, const std::string& named_by,
                         const std::vector<PathPart>& parts, uid_t user, gid_t group);

}  // namespace okta_factor::doctor
