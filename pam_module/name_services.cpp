// SPDX-License-Identifier: MIT
#include "pam_module/name_services.h"

#include <cerrno>
#include <cstring>
#include <string_view>

#include "pam_module/handles.h"

namespace okta_factor::pam {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

/// What stands before `end`, or all of it. (substr() would bring in the exceptions of the runtime.)
std::string_view before(std::string_view text, std::size_t end) noexcept {
    return {text.data(), end < text.size() ? end : text.size()};
}

void skip_blanks(std::string_view& text) noexcept {
    const auto end = text.find_first_not_of(blanks);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end);
}

bool says_return(std::string_view actions) noexcept {
    constexpr std::string_view word = "return";
    for (; actions.size() >= word.size(); actions.remove_prefix(1))
        if (strncasecmp(actions.data(), word.data(), word.size()) == 0) return true;
    return false;
}

bool add(NameServices& list, std::string_view name, bool always_asked) noexcept {
    if (list.count == NameServices::most || name.size() >= sizeof NameService::name) return false;
    if (name.find('/') != std::string_view::npos) return false;  // would be a path to dlopen(3)
    auto& service = list.services[list.count++];
    std::memcpy(service.name, name.data(), name.size());
    service.always_asked = always_asked;
    return true;
}

/// What stands behind the colon. `ends_on_success`: the first that knows the account is the last
/// that is asked, unless actions say otherwise.
bool read_line(std::string_view rest, bool ends_on_success, NameServices& list) noexcept {
    bool always_asked = true;
    for (skip_blanks(rest); !rest.empty(); skip_blanks(rest)) {
        if (rest.front() == '[') {
            const auto end = rest.find(']');
            if (end == std::string_view::npos) return false;
            if (says_return(before(rest, end))) always_asked = false;
            rest.remove_prefix(end + 1);
            continue;
        }
        const auto name = before(rest, rest.find_first_of(" \t\r\n\v\f["));
        if (!add(list, name, always_asked)) return false;
        rest.remove_prefix(name.size());
        if (ends_on_success) always_asked = false;
    }
    return true;
}

void files_if_empty(NameServices& list) noexcept {
    if (list.count == 0) (void)add(list, "files", true);
}

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

}  // namespace

bool read_group_services(std::FILE* file, GroupServices& services) noexcept {
    char* buffer = nullptr;
    std::size_t capacity = 0;
    NameServices initgroups;
    NameServices compat;  // asked by "compat" for the lines of /etc/group that begin with +
    bool understood = true;
    while (understood) {
        const auto length = getline(&buffer, &capacity, file);
        if (length < 0) break;
        std::string_view line{buffer, static_cast<std::size_t>(length)};
        line = before(line, line.find('#'));
        skip_blanks(line);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        auto database = before(line, colon);
        database = before(database, database.find_last_not_of(blanks) + 1);
        line.remove_prefix(colon + 1);
        if (database == "initgroups")
            understood = read_line(line, true, initgroups);
        else if (database == "group")
            understood = read_line(line, false, services.names);
        else if (database == "group_compat")
            understood = read_line(line, true, compat);
    }
    const Allocated<char> line_memory{buffer};
    if (!understood || std::feof(file) == 0) return false;  // memory or the disk failed

    files_if_empty(services.names);
    services.membership = initgroups.count > 0 ? initgroups : services.names;
    for (std::size_t i = 0; i < compat.count; ++i)
        if (!add(services.membership, compat.services[i].name, false)) return false;
    return true;
}

bool read_group_services(GroupServices& services) noexcept {
    const std::unique_ptr<std::FILE, CloseFile> file{std::fopen(name_services_file, "re")};
    if (file) return read_group_services(file.get(), services);
    if (errno != ENOENT) return false;
    files_if_empty(services.names);
    services.membership = services.names;
    return true;
}

}  // namespace okta_factor::pam
