// SPDX-License-Identifier: MIT
#include "ctl/accounts.h"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>

#include "pam_module/person.h"

namespace okta_factor::ctl {
namespace {

constexpr std::size_t largest_entry = 1 << 20;  // bytes of one passwd or group entry

/// Runs one of the get…_r functions with as much memory as it wants.
template <class Entry, class Key>
bool look_up(int (*query)(Key, Entry*, char*, std::size_t, Entry**), Key key, Entry& entry,
             std::vector<char>& memory) {
    for (std::size_t size = 4096; size <= largest_entry; size *= 2) {
        memory.resize(size);
        Entry* found = nullptr;
        const int error = query(key, &entry, memory.data(), memory.size(), &found);
        if (error != ERANGE) return found != nullptr;
    }
    return false;
}

// Those whose primary group it is; of the machine's own accounts only, as a directory may be large.
void add_primary_members(gid_t gid, std::vector<std::string>& members) {
    const std::unique_ptr<FILE, int (*)(FILE*)> file{std::fopen("/etc/passwd", "re"), &std::fclose};
    if (!file) return;
    passwd entry{};
    passwd* found = nullptr;
    std::vector<char> memory(65536);
    while (fgetpwent_r(file.get(), &entry, memory.data(), memory.size(), &found) == 0)
        if (entry.pw_gid == gid && std::ranges::find(members, entry.pw_name) == members.end())
            members.emplace_back(entry.pw_name);
}

}  // namespace

std::optional<Account> find_account(const std::string& name) {
    passwd entry{};
    std::vector<char> memory;
    if (!look_up(getpwnam_r, name.c_str(), entry, memory)) return std::nullopt;
    return Account{entry.pw_name, entry.pw_uid, entry.pw_gid};
}

std::optional<std::vector<std::string>> group_members(const std::string& name) {
    group entry{};
    std::vector<char> memory;
    if (!look_up(getgrnam_r, name.c_str(), entry, memory)) return std::nullopt;
    std::vector<std::string> members;
    for (char** member = entry.gr_mem; member && *member; ++member)
        members.emplace_back(*member);
    add_primary_members(entry.gr_gid, members);
    return members;
}

policy::LoginFacts facts_of(const std::string& user, const std::string& service) {
    pam::Person person;
    pam::resolve_person(user.c_str(), person);
    policy::LoginFacts facts;
    facts.user = person.user;
    facts.service = service;
    if (person.has_uid) facts.uid = person.uid;
    if (!person.groups.known) return facts;
    auto& groups = facts.groups.emplace();
    const char* const end = person.groups.names.get() + person.groups.bytes;
    for (const char* name = person.groups.names.get(); name != end;
         name += groups.back().size() + 1)
        groups.emplace_back(name);
    return facts;
}

}  // namespace okta_factor::ctl
