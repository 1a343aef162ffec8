// SPDX-License-Identifier: MIT
#include "tests/emulator/call.h"

namespace okta_factor::emulator {
namespace {

/// The stars' contents if the path fits the pattern.
std::optional<std::vector<std::string>> fit(std::string_view pattern, std::string_view path) {
    std::vector<std::string> args;
    while (!pattern.empty() && !path.empty()) {
        const std::string_view wanted = pattern.substr(1, pattern.find('/', 1) - 1);
        const std::string_view given = path.substr(1, path.find('/', 1) - 1);
        if (wanted == "*" && !given.empty())
            args.emplace_back(given);
        else if (wanted != given)
            return std::nullopt;
        pattern.remove_prefix(wanted.size() + 1);
        path.remove_prefix(given.size() + 1);
    }
    if (!pattern.empty() || !path.empty()) return std::nullopt;
    return args;
}

}  // namespace

std::string Call::header(std::string_view name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

std::string Call::parameter(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? "" : found->second;
}

Match find_route(std::span<const Route> routes, std::string_view method, std::string_view path) {
    Match match;
    for (const Route& route : routes) {
        auto args = fit(route.path, path);
        if (!args) continue;
        match.path_known = true;
        if (route.method != method) continue;
        match.route = &route;
        match.args = std::move(*args);
        break;
    }
    return match;
}

}  // namespace okta_factor::emulator
