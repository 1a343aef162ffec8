// SPDX-License-Identifier: MIT
// A name service for tests, "oktatest". The environment says what it answers: OKTATEST_STATUS is
// NOTFOUND, UNAVAIL, TRYAGAIN or SUCCESS, the last with the group of number OKTATEST_GID, which has
// the name "contractors". With OKTATEST_DEAD_FIRST it is dead when it is asked for the first time,
// with OKTATEST_NO_NAMES when it is asked for the name of a group.
#include <grp.h>
#include <nss.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

char name[] = "contractors";
char* no_members[] = {nullptr};

std::string variable(const char* key) {
    const char* const value = std::getenv(key);
    return value ? value : "";
}

nss_status status(int* error) {
    static bool asked = false;
    const auto word = variable("OKTATEST_STATUS");
    const bool dead = !variable("OKTATEST_DEAD_FIRST").empty() && !asked;
    asked = true;
    *error = ENOENT;
    if (dead || word == "UNAVAIL") return NSS_STATUS_UNAVAIL;
    *error = EAGAIN;
    if (word == "TRYAGAIN") return NSS_STATUS_TRYAGAIN;
    *error = 0;
    return word == "SUCCESS" ? NSS_STATUS_SUCCESS : NSS_STATUS_NOTFOUND;
}

gid_t gid() {
    return static_cast<gid_t>(std::strtoul(variable("OKTATEST_GID").c_str(), nullptr, 10));
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

nss_status _nss_oktatest_initgroups_dyn(const char*, gid_t, long* start, long* size, gid_t** groups,
                                        long, int* error) {
    const auto result = status(error);
    if (result != NSS_STATUS_SUCCESS) return result;
    if (*start == *size) {
        *size *= 2;
        *groups = static_cast<gid_t*>(
            std::realloc(*groups, static_cast<std::size_t>(*size) * sizeof(gid_t)));
    }
    (*groups)[(*start)++] = gid();
    return result;
}

nss_status _nss_oktatest_getgrgid_r(gid_t id, group* entry, char*, std::size_t, int* error) {
    const auto result = status(error);
    if (result != NSS_STATUS_SUCCESS) return result;
    if (!variable("OKTATEST_NO_NAMES").empty()) return NSS_STATUS_UNAVAIL;
    if (id != gid()) return NSS_STATUS_NOTFOUND;
    *entry = {name, name, id, no_members};
    return result;
}

}  // extern "C"
#pragma GCC visibility pop
