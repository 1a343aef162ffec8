// SPDX-License-Identifier: MIT
#include "tests/support/name_services.h"

#include <dlfcn.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "tests/support/temp_dir.h"

namespace okta_factor::test {
namespace {

constexpr int not_possible = 255;

bool cover(const PrivateFile& file, const std::string& own) {
    std::ofstream(own) << file.text;
    return ::mount(own.c_str(), file.path.c_str(), nullptr, MS_BIND, nullptr) == 0;
}

int live(const std::vector<PrivateFile>& files,
         const std::map<std::string, std::string>& environment, const std::string& folder,
         const std::function<int()>& inside) {
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return not_possible;
    int number = 0;
    for (const auto& file : files)
        if (!cover(file, folder + "/" + std::to_string(number++))) return not_possible;
    // Loaded already, it is found by its plain name without standing in a folder of the system.
    if (!::dlopen(OKTA_FACTOR_NSS_TEST, RTLD_NOW | RTLD_LOCAL)) return not_possible;
    for (const auto& [name, value] : environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    return inside();
}

}  // namespace

int with_name_services(const std::vector<PrivateFile>& files,
                       const std::map<std::string, std::string>& environment,
                       const std::function<int()>& inside) {
    const TempDir folder;
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("fork");
    if (child == 0) ::_exit(live(files, environment, folder.path(), inside));
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) == not_possible)
        throw std::runtime_error("no name services of one's own here");
    return WEXITSTATUS(status);
}

}  // namespace okta_factor::test
