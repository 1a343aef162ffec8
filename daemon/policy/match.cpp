// SPDX-License-Identifier: MIT
#include "daemon/policy/match.h"

#include <array>

#include "common/pam_services.h"
#include "daemon/policy/glob.h"
#include "daemon/policy/network.h"

namespace okta_factor::policy {
namespace {

Values one(std::string_view value) {
    if (value.empty()) return std::nullopt;
    return std::vector{std::string{value}};
}

/// Some of the services in which people become somebody else (sudo) do not tell PAM whom, so that
/// there no target means an unknown one; elsewhere people enter their own account.
Values target_of(const LoginFacts& facts) {
    if (facts.target) return one(*facts.target);
    if (pam_services::is_step_up(facts.service)) return std::nullopt;
    return one(facts.user);
}

Values address_of(const LoginFacts& facts) {
    if (!facts.rhost || !parse_address(*facts.rhost)) return std::nullopt;
    return one(*facts.rhost);
}

constexpr std::array<MatchKey, 7> every_match_key{{
    {"services", "the service is not known", PatternKind::name, &Rule::services,
     [](const LoginFacts& facts, const OktaGroups&) { return one(facts.service); }},
    {"users", "the user is not known", PatternKind::name, &Rule::users,
     [](const LoginFacts& facts, const OktaGroups&) { return one(facts.user); }},
    {"groups", "the groups are not known", PatternKind::name, &Rule::groups,
     [](const LoginFacts& facts, const OktaGroups&) -> Values { return facts.groups; }},
    {"targets", "the target account is not known", PatternKind::name, &Rule::targets,
     [](const LoginFacts& facts, const OktaGroups&) { return target_of(facts); }},
    {"networks", "no numeric address is known", PatternKind::network, &Rule::networks,
     [](const LoginFacts& facts, const OktaGroups&) { return address_of(facts); }},
    {"ttys", "the terminal is not known", PatternKind::name, &Rule::ttys,
     [](const LoginFacts& facts, const OktaGroups&) {
         return facts.tty ? one(without_dev(*facts.tty)) : std::nullopt;
     }},
    {"okta_groups", "the Okta groups are not known", PatternKind::name, &Rule::okta_groups,
     [](const LoginFacts&, const OktaGroups& groups) -> Values {
         if (groups.state != OktaGroups::State::known) return std::nullopt;
         return groups.names;
     }},
}};

}  // namespace

std::span<const MatchKey> match_keys() {
    return every_match_key;
}

bool pattern_matches(PatternKind kind, std::string_view pattern, std::string_view value) {
    if (kind == PatternKind::name) return glob_matches(pattern, value);
    const auto network = parse_network(pattern);
    const auto address = parse_address(value);
    return network && address && contains(*network, *address);
}

bool pattern_covers(PatternKind kind, std::string_view wide, std::string_view narrow) {
    if (kind == PatternKind::name) return glob_covers(wide, narrow);
    const auto outer = parse_network(wide);
    const auto inner = parse_network(narrow);
    return outer && inner && outer->prefix <= inner->prefix && contains(*outer, inner->base);
}

std::string_view without_dev(std::string_view tty) {
    constexpr std::string_view folder = "/dev/";
    return tty.starts_with(folder) ? tty.substr(folder.size()) : tty;
}

}  // namespace okta_factor::policy
