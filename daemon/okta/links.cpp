// SPDX-License-Identifier: MIT
#include "daemon/okta/links.h"

#include <algorithm>
#include <cstddef>

#include "daemon/okta/login_name.h"

namespace okta_factor::okta {
namespace {

constexpr std::size_t max_link_bytes = 2048;
constexpr std::string_view scheme = "https://";
constexpr std::string_view api = "/api/v1/";

struct Parts {
    std::string authority;  // lower case, without the default port
    std::string_view path;  // with query
};

std::optional<Parts> split(std::string_view url) {
    if (!same_login(url.substr(0, scheme.size()), scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    const auto slash = std::min(url.find('/'), url.size());
    auto authority = login_key(url.substr(0, slash));
    if (authority.empty() || authority.find_first_of("@?#\\%") != std::string::npos)
        return std::nullopt;
    if (authority.ends_with(":443")) authority.resize(authority.size() - 4);
    return Parts{authority, url.substr(slash)};
}

// A path that stays where it seems to lead: no dot segments, plain or encoded, no backslash.
bool is_straight(std::string_view path) {
    if (path.find_first_of("\\#") != std::string_view::npos) return false;
    const auto key = login_key(path.substr(0, path.find('?'))) + '/';
    constexpr std::string_view leaving[] = {"/../", "/./", "%2e", "%2f", "%5c"};
    return std::ranges::none_of(
        leaving, [&key](std::string_view way) { return key.find(way) != std::string::npos; });
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_rel_next(std::string_view parameters) {
    const auto key = login_key(parameters);
    for (std::size_t at = 0; at < key.size();) {
        const auto end = std::min(key.find(';', at), key.size());
        const auto parameter = trim(std::string_view{key}.substr(at, end - at));
        if (parameter == "rel=\"next\"" || parameter == "rel=next") return true;
        at = end + 1;
    }
    return false;
}

}  // namespace

bool is_org_link(std::string_view href, std::string_view org_url) {
    const auto is_printable = [](char c) { return c > ' ' && c < '\x7F'; };
    if (href.size() > max_link_bytes || !std::ranges::all_of(href, is_printable)) return false;
    const auto link = split(href);
    const auto org = split(org_url);
    return link && org && link->authority == org->authority && link->path.starts_with(api) &&
           is_straight(link->path);
}

std::optional<std::string> next_link(const http::Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name != "link") continue;
        // One header line may hold several links; a comma between `>` and `<` parts them.
        std::string_view rest = value;
        while (true) {
            const auto open = rest.find('<');
            const auto close = rest.find('>', open);
            if (open == std::string_view::npos || close == std::string_view::npos) break;
            const auto end = std::min(rest.find('<', close), rest.size());
            auto parameters = rest.substr(close + 1, end - close - 1);
            parameters = parameters.substr(0, parameters.find(','));
            if (is_rel_next(parameters))
                return std::string{rest.substr(open + 1, close - open - 1)};
            rest.remove_prefix(end);
        }
    }
    return std::nullopt;
}

}  // namespace okta_factor::okta
