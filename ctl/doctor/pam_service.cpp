// SPDX-License-Identifier: MIT
#include "ctl/doctor/pam_service.h"

#include <algorithm>
#include <optional>

namespace okta_factor::doctor {
namespace {

bool is_in_list(std::string_view list, std::string_view name) {
    while (!list.empty()) {
        const auto end = std::min(list.find(':'), list.size());
        if (list.substr(0, end) == name) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

/// Nothing where it is not understood.
std::optional<bool> holds(std::string_view how, std::string_view value, std::string_view service) {
    if (how == "in") return is_in_list(value, service);
    if (how == "notin") return !is_in_list(value, service);
    if (how == "=") return value == service;
    if (how == "!=") return value != service;
    return std::nullopt;
}

void decide(Entry& entry, std::string_view service) {
    auto& words = entry.arguments;
    for (auto at = words.begin(); words.end() - at >= 3;) {
        const auto truth = *at == "service" ? holds(at[1], at[2], service) : std::nullopt;
        if (!truth) {
            ++at;
            continue;
        }
        if (!*truth) entry.control.actions["success"] = entry.control.on("auth_err");
        at = words.erase(at, at + 3);
    }
}

}  // namespace

Stack as_service(Stack stack, std::string_view service) {
    for (auto& entry : stack) {
        if (entry.module_name() == "pam_succeed_if.so") decide(entry, service);
        entry.substack = as_service(std::move(entry.substack), service);
    }
    return stack;
}

}  // namespace okta_factor::doctor
