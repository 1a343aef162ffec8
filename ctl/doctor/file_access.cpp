// SPDX-License-Identifier: MIT
#include "ctl/doctor/file_access.h"

#include <sys/stat.h>

#include <filesystem>

namespace okta_factor::doctor {
namespace {

bool is_open_to(const PathPart& part, uid_t user, gid_t group) {
    const mode_t needed = S_ISDIR(part.mode) ? S_IXOTH : S_IROTH;
    if (part.uid == user) return (part.mode & (needed << 6U)) != 0;
    if (part.gid == group) return (part.mode & (needed << 3U)) != 0;
    return (part.mode & needed) != 0;
}

}  // namespace

std::vector<PathPart> look_at(const std::string& path) {
    std::error_code error;
    const auto whole = std::filesystem::canonical(path, error);
    std::vector<PathPart> parts;
    if (error) return parts;
    std::filesystem::path so_far;
    for (const auto& piece : whole) {
        so_far /= piece;
        struct stat status {};
        if (stat(so_far.c_str(), &status) != 0) return {};
        parts.push_back({so_far.string(), status.st_uid, status.st_gid, status.st_mode});
    }
    return parts;
}

std::optional<PathPart> in_the_way(const std::vector<PathPart>& parts, uid_t user, gid_t group) {
    for (const auto& part : parts)
        if (!is_open_to(part, user, group)) return part;
    return std::nullopt;
}

Findings judge_access_to(const std::string& path, const std::string& named_by,
                         const std::vector<PathPart>& parts, uid_t user, gid_t group) {
    if (parts.empty()) return {};  // whoever reads it says so
    const auto obstacle = in_the_way(parts, user, group);
    if (!obstacle) return {};
    const auto mode = S_ISDIR(obstacle->mode) ? " 0750 " : " 0640 ";
    return {problem("the daemon (user okta-factor) cannot read " + path,
                    "it is " + named_by + "; without it every login is unavailable",
                    "chgrp okta-factor " + obstacle->path + " && chmod" + mode + obstacle->path,
                    obstacle->path)};
}

}  // namespace okta_factor::doctor
