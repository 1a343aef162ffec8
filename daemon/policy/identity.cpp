// SPDX-License-Identifier: MIT
#include "daemon/policy/identity.h"

#include <algorithm>
#include <optional>

#include "daemon/policy/ssh_keys.h"
#include "daemon/policy/text_checks.h"

namespace okta_factor::policy {
namespace {

bool is_key(const IdentityKey& known, const AcceptedKey& accepted) {
    if (!known.fingerprint.empty()) return known.fingerprint == accepted.fingerprint;
    return !known.certificate_id.empty() && !known.ca.empty() &&
           known.certificate_id == accepted.certificate_id && known.ca == accepted.ca;
}

/// The login that the accepted keys stand for; nothing if none of them is listed.
tl::expected<std::optional<std::string>, IdentityProblem> login_of_keys(
    const std::vector<IdentityKey>& known, std::string_view auth_info) {
    if (known.empty()) return std::nullopt;
    const auto accepted = accepted_keys(auth_info);
    if (!accepted) return tl::unexpected(IdentityProblem::unreadable_key);
    std::optional<std::string> login;
    for (const auto& key : *accepted)
        for (const auto& candidate : known) {
            if (!is_key(candidate, key)) continue;
            if (login && *login != candidate.login)
                return tl::unexpected(IdentityProblem::ambiguous_key);
            login = candidate.login;
        }
    return login;
}

std::string filled(std::string_view login_template, std::string_view user) {
    constexpr std::string_view placeholder = "{user}";
    std::string login;
    for (auto at = login_template.find(placeholder); at != std::string_view::npos;
         at = login_template.find(placeholder)) {
        login += login_template.substr(0, at);
        login += user;
        login_template.remove_prefix(at + placeholder.size());
    }
    login += login_template;
    return login;
}

}  // namespace

std::string_view to_sentence(IdentityProblem problem) {
    switch (problem) {
        case IdentityProblem::strange_name:
            return "the name makes no valid Okta login";
        case IdentityProblem::unreadable_key:
            return "an accepted SSH key cannot be read";
        case IdentityProblem::ambiguous_key:
            return "the accepted SSH keys belong to different people";
    }
    return {};
}

tl::expected<std::string, IdentityProblem> okta_login(const Identity& identity,
                                                      const LoginFacts& facts) {
    const auto by_key = login_of_keys(identity.keys, facts.completed.value_or(""));
    if (!by_key) return tl::unexpected(by_key.error());
    if (*by_key) return **by_key;
    if (facts.user.empty()) return tl::unexpected(IdentityProblem::strange_name);
    if (const auto mapped = identity.map.find(facts.user); mapped != identity.map.end())
        return mapped->second;
    auto login = filled(identity.login_template, facts.user);
    if (!is_plausible_login(login)) return tl::unexpected(IdentityProblem::strange_name);
    return login;
}

}  // namespace okta_factor::policy
