// SPDX-License-Identifier: MIT
#include "pam_module/group_proof.h"

#include <dlfcn.h>
#include <grp.h>
#include <nss.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "pam_module/handles.h"
#include "pam_module/look_up.h"
#include "pam_module/name_services.h"

namespace okta_factor::pam {
namespace {

constexpr char group_file[] = "/etc/group";

/// They read local files, or ask processes of this machine that need not run; some say
/// "unavailable" where they merely have nothing. So they are not asked.
constexpr std::string_view local_services[] = {
    "compat",     "db",       "systemd", "mymachines",    "altfiles",
    "extrausers", "usrfiles", "cache",   "cache_oslogin", "role"};

bool is_local(std::string_view service) noexcept {
    for (const auto name : local_services)
        if (name == service) return true;
    return false;
}

bool answered(nss_status status) noexcept {
    return status == NSS_STATUS_SUCCESS || status == NSS_STATUS_NOTFOUND;
}

/// A service as glibc itself uses it (its manual, "NSS Modules Interface"). It stays loaded, as
/// there: some have threads' data or connections that do not survive being unloaded.
class Service {
  public:
    explicit Service(const char* name) noexcept : name_(name) {
        char file[64];
        std::snprintf(file, sizeof file, "libnss_%s.so.2", name);
        library_ = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    }

    [[nodiscard]] bool agrees(const passwd& account, GroupIds all,
                              bool knows_no_more) const noexcept {
        if (!library_) return false;
        const auto initgroups = function<nss_initgroups_dyn>("initgroups_dyn");
        // Without it glibc would read all groups there are. What matters is whether it answers.
        if (!initgroups) return look_up_name(account.pw_gid) != Lookup::failed;

        long start = 1;
        long size = 64;
        auto* ids = static_cast<gid_t*>(std::calloc(static_cast<std::size_t>(size), sizeof(gid_t)));
        if (!ids) return false;
        ids[0] = account.pw_gid;
        int error = 0;
        const auto status =
            initgroups(account.pw_name, account.pw_gid, &start, &size, &ids, -1, &error);
        const Allocated<gid_t> owner{ids};
        if (!answered(status)) return false;
        for (long i = 0; knows_no_more && i < start; ++i)
            if (!all.contain(ids[i])) return false;
        return true;
    }

    [[nodiscard]] bool has_no_name_for(GroupIds groups) const noexcept {
        for (std::size_t i = 0; i < groups.count; ++i)
            if (look_up_name(groups.ids[i]) != Lookup::absent) return false;
        return true;
    }

  private:
    [[nodiscard]] Lookup look_up_name(gid_t id) const noexcept {
        if (!library_) return Lookup::failed;
        const auto by_id = function<nss_getgrgid_r>("getgrgid_r");
        if (!by_id) return Lookup::absent;  // it knows no groups at all
        Allocated<char> memory;
        group entry{};
        nss_status status = NSS_STATUS_TRYAGAIN;
        int error = ERANGE;
        for (std::size_t bytes = 4096;
             status == NSS_STATUS_TRYAGAIN && error == ERANGE && bytes <= longest_entry;
             bytes *= 2) {
            memory.reset(static_cast<char*>(std::malloc(bytes)));
            if (!memory) return Lookup::failed;
            error = 0;
            status = by_id(id, &entry, memory.get(), bytes, &error);
        }
        if (!answered(status)) return Lookup::failed;
        return status == NSS_STATUS_SUCCESS ? Lookup::found : Lookup::absent;
    }

    template <class Function>
    [[nodiscard]] Function* function(const char* what) const noexcept {
        char symbol[96];
        std::snprintf(symbol, sizeof symbol, "_nss_%s_%s", name_, what);
        return reinterpret_cast<Function*>(dlsym(library_, symbol));
    }

    const char* name_;
    void* library_;
};

struct CloseGroupFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

bool is_member(const group& entry, const char* user) noexcept {
    for (char** member = entry.gr_mem; member && *member; ++member)
        if (std::strcmp(*member, user) == 0) return true;
    return false;
}

/// The next line, with as much memory as it wants. Null at the end, and then `error` is ENOENT.
const group* next_line(std::FILE* file, group& entry, Allocated<char>& memory, std::size_t& bytes,
                       int& error) noexcept {
    const auto begin = std::ftell(file);
    for (;;) {
        group* found = nullptr;
        error = fgetgrent_r(file, &entry, memory.get(), bytes, &found);
        if (error != ERANGE || bytes >= longest_entry) return error == 0 ? found : nullptr;
        bytes *= 2;
        memory.reset(static_cast<char*>(std::malloc(bytes)));
        if (!memory || std::fseek(file, begin, SEEK_SET) != 0) return nullptr;
    }
}

/// Whether the file was read to its end and nothing in it speaks against `all` and `nameless`.
bool file_agrees(const passwd& account, const GroupIds* all, GroupIds nameless) noexcept {
    const std::unique_ptr<std::FILE, CloseGroupFile> file{std::fopen(group_file, "re")};
    std::size_t bytes = 4096;
    Allocated<char> memory{static_cast<char*>(std::malloc(bytes))};
    if (!file || !memory) return false;
    int error = 0;
    group entry{};
    while (const group* line = next_line(file.get(), entry, memory, bytes, error)) {
        if (line->gr_name[0] == '+' || line->gr_name[0] == '-') continue;  // for "compat"
        if (nameless.contain(line->gr_gid)) return false;
        if (all && is_member(*line, account.pw_name) && !all->contain(line->gr_gid)) return false;
    }
    return error == ENOENT;
}

bool is_files(const NameService& service) noexcept {
    return std::strcmp(service.name, "files") == 0;
}

/// Each of them is asked, but for those that need not be.
template <class Question>
const char* first_that_fails(const NameServices& services, Question answers) noexcept {
    for (std::size_t i = 0; i < services.count; ++i) {
        const auto& service = services.services[i];
        if (!is_local(service.name) && !answers(service))
            return is_files(service) ? group_file : service.name;
    }
    return nullptr;
}

}  // namespace

bool proves_groups(const passwd& account, GroupIds all, GroupIds nameless,
                   char (&doubt)[40]) noexcept {
    const auto doubtful = [&doubt](const char* what) {
        std::snprintf(doubt, sizeof doubt, "%s", what);
        return false;
    };
    GroupServices services;
    if (!read_group_services(services)) return doubtful(name_services_file);

    const auto has_all = [&](const NameService& service) {
        if (is_files(service))
            return file_agrees(account, service.always_asked ? &all : nullptr, {});
        return Service{service.name}.agrees(account, all, service.always_asked);
    };
    const auto has_no_name = [&](const NameService& service) {
        if (is_files(service)) return file_agrees(account, nullptr, nameless);
        return Service{service.name}.has_no_name_for(nameless);
    };
    const char* failed = first_that_fails(services.membership, has_all);
    if (!failed && nameless.count > 0) failed = first_that_fails(services.names, has_no_name);
    return !failed || doubtful(failed);
}

}  // namespace okta_factor::pam
