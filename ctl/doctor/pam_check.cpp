// SPDX-License-Identifier: MIT
// Gathers the stacks of /etc/pam.d and the module's file.
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "ctl/doctor/examination.h"

namespace okta_factor::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::array module_folders{"/usr/lib/" OKTA_FACTOR_MULTIARCH "/security",
                                    "/lib/" OKTA_FACTOR_MULTIARCH "/security",
                                    "/usr/lib/security",
                                    "/lib/security",
                                    "/usr/lib64/security",
                                    "/lib64/security"};

std::optional<std::string> read_whole(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return std::nullopt;
    std::ifstream file{path};
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

ModuleFile look_at_module(const std::string& module) {
    ModuleFile file;
    std::vector<std::string> candidates;
    if (module.starts_with('/'))
        candidates.push_back(module);
    else
        for (const auto* folder : module_folders)
            candidates.push_back(std::string{folder} + '/' + module);
    file.path = candidates.front();
    for (const auto& candidate : candidates) {
        struct stat status {};
        struct stat folder {};
        if (stat(candidate.c_str(), &status) != 0) continue;
        const bool has_folder = stat(fs::path{candidate}.parent_path().c_str(), &folder) == 0;
        constexpr mode_t others_may_write = S_IWGRP | S_IWOTH;
        file.path = candidate;
        file.exists = true;
        file.is_regular = S_ISREG(status.st_mode);
        file.is_roots = status.st_uid == 0 && has_folder && folder.st_uid == 0;
        file.others_write = ((status.st_mode | folder.st_mode) & others_may_write) != 0;
        return file;
    }
    return file;
}

void collect_modules(const Stack& stack, std::vector<const Entry*>& ours) {
    for (const auto& entry : stack) {
        if (entry.is_ours()) ours.push_back(&entry);
        collect_modules(entry.substack, ours);
    }
}

Findings judge_modules(const std::vector<ServiceStacks>& services) {
    std::vector<const Entry*> ours;
    for (const auto& service : services)
        collect_modules(service.auth, ours);
    std::set<std::string> seen;
    Findings findings;
    for (const auto* entry : ours)
        if (seen.insert(entry->module).second)
            append(findings, judge_module(look_at_module(entry->module), entry->where));
    return findings;
}

}  // namespace

std::vector<ServiceStacks> read_services(const std::string& pam_dir) {
    const ReadFile read = [](const std::string& path) { return read_whole(path); };
    std::set<std::string> names;
    std::set<std::string> included;
    std::error_code error;
    for (fs::directory_iterator entry{pam_dir, error}, end; !error && entry != end;
         entry.increment(error)) {
        const auto name = entry->path().filename().string();
        const auto text = read(entry->path().string());
        if (!text || name.find_first_of(".~#") != std::string::npos) continue;
        names.insert(name);
        for (const auto& other : included_by(*text))
            if (other != name) included.insert(other);
    }
    std::vector<ServiceStacks> services;
    for (const auto& name : names) {
        if (included.contains(name) && name.starts_with("common-")) continue;
        ServiceStacks stacks{name, read_stack(pam_dir, name, "auth", read), {}};
        for (const auto* type : {"account", "password", "session"})
            for (auto& entry : read_stack(pam_dir, name, type, read))
                stacks.others.push_back(std::move(entry));
        services.push_back(std::move(stacks));
    }
    return services;
}

Findings check_pam(const Examination& examination) {
    const auto& services = examination.services;
    if (services.empty())
        return {warning("there are no PAM stacks in " + examination.options.pam_dir,
                        "nothing can be said about them", "--pam-dir DIR")};
    Findings findings = judge_modules(services);
    append(findings, judge_services(services, examination.options.pam_dir));
    for (const auto& service : services)
        append(findings, judge_stack(service, examination.longest_timeout()));
    return findings;
}

}  // namespace okta_factor::doctor
