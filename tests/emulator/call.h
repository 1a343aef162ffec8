// SPDX-License-Identifier: MIT
// One request on its way through the org, and the table that finds who answers it.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/emulator/answer.h"
#include "tests/emulator/org.h"

namespace okta_factor::emulator {

struct Call {
    std::string method;
    std::string path;                               // decoded, without the query
    std::multimap<std::string, std::string> query;  // and form fields
    std::map<std::string, std::string, std::less<>>
        headers;  // names in lower case; the last counts
    std::string body;
    std::string host;               // as the caller wrote it
    std::vector<std::string> args;  // what the route's stars stood for
    int connection = 0;

    [[nodiscard]] std::string base() const { return "https://" + host; }
    [[nodiscard]] std::string header(std::string_view name) const;
    [[nodiscard]] std::string parameter(const std::string& name) const;
};

/// Who may call a route.
enum class Access { open, read, manage, token_only };

struct Route {
    std::string_view method;
    std::string_view path;    // segments; a * is one of any content
    std::string_view bucket;  // of the rate limit
    Access access;
    Answer (*handler)(Org&, const Call&);
};

struct Match {
    const Route* route = nullptr;
    std::vector<std::string> args;
    bool path_known = false;  // by some route, perhaps with another method
};

Match find_route(std::span<const Route> routes, std::string_view method, std::string_view path);

}  // namespace okta_factor::emulator
