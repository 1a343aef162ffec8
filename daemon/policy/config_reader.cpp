// SPDX-License-Identifier: MIT
#include "daemon/policy/config_reader.h"

#include <algorithm>
#include <tuple>

#include "daemon/policy/match.h"
#include "daemon/policy/missing_quotes.h"
#include "daemon/policy/rule_checks.h"
#include "daemon/policy/sections.h"
#include "daemon/policy/toml_bounds.h"

namespace okta_factor::policy {
namespace {

struct Parsed {
    std::string_view file;
    toml::table table;
};

/// Every file that is TOML; TOML itself gives up at the first error of a file.
std::vector<Parsed> parse_toml(const std::vector<SourceText>& sources, Mistakes& mistakes) {
    std::vector<Parsed> parsed;
    for (const auto& [file, text] : sources) {
        if (auto excess = find_excess(text)) {
            mistakes.push_back({file, excess->line, excess->column, std::move(excess->text)});
            continue;
        }
        try {
            parsed.push_back({file, toml::parse(std::string_view{text})});
        } catch (const toml::parse_error& error) {
            const auto& where = error.source().begin;
            mistakes.push_back(
                {file, where.line, where.column,
                 std::string{error.description()} + what_quotes_meant(text, where.line)});
        }
    }
    return parsed;
}

DraftRule read_rule(const RuleTable& source, const LoginSettings& login, Mistakes& mistakes) {
    const Reading reading = Reading{source.file, mistakes}.in("[[rule]]", "");
    DraftRule draft;
    draft.place = reading.place(source.table->source());
    auto& rule = draft.rule.value;
    rule.settings = login;
    const auto before = mistakes.size();
    read_table(*source.table, rule_keys(), draft.rule, reading);
    draft.sound = mistakes.size() == before;
    rule.where = to_string(draft.place);
    if (rule.name.empty()) rule.name = "rule at " + rule.where;
    return draft;
}

// Each login is matched against all of them.
constexpr std::size_t max_rules = 1000;
constexpr std::size_t max_patterns = 10'000;

std::size_t patterns_of(const Rule& rule) {
    std::size_t count = 0;
    for (const auto& key : match_keys())
        if (const auto& list = rule.*key.patterns)
            count += list->plain.size() + list->excluded.size();
    return count;
}

/// In the order in which they are tried: the drop-ins' first, in name order, then the main file's.
std::vector<DraftRule> read_rules(const Document& document, std::string_view main_file,
                                  Mistakes& mistakes) {
    auto tables = document.rules;
    std::stable_partition(tables.begin(), tables.end(),
                          [&](const RuleTable& table) { return table.file != main_file; });
    std::vector<DraftRule> rules;
    std::size_t patterns = 0;
    for (const auto& table : tables) {
        if (are_enough(mistakes)) break;
        rules.push_back(read_rule(table, document.login.value, mistakes));
        patterns += patterns_of(rules.back().rule.value);
        if (rules.size() <= max_rules && patterns <= max_patterns) continue;
        mistakes.push_back(mistake_at(
            rules.back().place,
            rules.size() > max_rules
                ? "this is more than " + std::to_string(max_rules) + " rules in all"
                : "this is more than " + std::to_string(max_patterns) +
                      " patterns in all rules; match a group rather than each of its members"));
        break;
    }
    return rules;
}

/// One way to prove who we are: a token, or a client with its key.
void check_credentials(const Draft<OktaSettings>& okta, const Place& section,
                       SystemdCredentials credentials, Mistakes& mistakes) {
    const Place* token = okta.place_of("api_token_file");
    const Place* client = nullptr;
    for (const std::string_view key : {"client_id", "private_key_file", "key_id", "dpop"})
        if (client == nullptr && (key != "dpop" || okta.value.dpop)) client = okta.place_of(key);

    if (token != nullptr && client != nullptr) {
        mistakes.push_back(mistake_at(
            *client, "api_token_file at " + to_string(*token) +
                         " proves already who we are; keep it, or client_id and its key"));
    } else if (client != nullptr) {
        if (!okta.has("client_id"))
            mistakes.push_back(mistake_at(*client, "client_id is missing beside it"));
        if (!okta.has("private_key_file") && !credentials.private_key)
            mistakes.push_back(
                mistake_at(*client,
                           "private_key_file is missing beside it, and there is no systemd "
                           "credential okta-private-key"));
    } else if (token == nullptr && !credentials.api_token) {
        mistakes.push_back(
            mistake_at(section,
                       "no way to prove who we are: api_token_file, or client_id and "
                       "private_key_file, or the systemd credential okta-api-token is "
                       "needed"));
    }
}

void check_okta(const Draft<OktaSettings>& okta, const Place& section,
                SystemdCredentials credentials, Mistakes& mistakes) {
    if (!okta.has("org_url"))
        mistakes.push_back(mistake_at(section,
                                      "org_url is missing from [okta]: the address of your Okta "
                                      "organization, such as \"https://acme.okta.com\""));
    check_credentials(okta, section, credentials, mistakes);
}

bool pushes(const LoginSettings& settings) {
    return std::find(settings.factors.begin(), settings.factors.end(), okta::FactorKind::push) !=
           settings.factors.end();
}

/// Where autopush is asked for, push must be allowed.
template <class Target>
void check_autopush(const Draft<Target>& draft, const LoginSettings& settings, Mistakes& mistakes) {
    const Place* place = draft.place_of("autopush");
    if (place != nullptr && settings.autopush && !pushes(settings))
        mistakes.push_back(mistake_at(*place, "autopush needs \"push\" among the factors"));
}

Place place_of_okta(const std::vector<Parsed>& parsed, const SourceText& main_file) {
    for (const auto& [file, table] : parsed)
        if (const auto* section = table.get("okta"))
            return {std::string{file}, section->source().begin.line,
                    section->source().begin.column};
    return {main_file.file, 1, 1};
}

OktaPlaces places_of(const Draft<OktaSettings>& okta, const Place& section) {
    const auto of = [&](std::string_view key) {
        const Place* place = okta.place_of(key);
        return place == nullptr ? section : *place;
    };
    return {section, of("api_token_file"), of("private_key_file"), of("ca_file")};
}

bool holds_a_password(std::string_view proxy) {
    const auto user = proxy.find("://");
    const auto at = proxy.rfind('@');
    if (user == std::string_view::npos || at == std::string_view::npos) return false;
    return proxy.find(':', user + 3) < at;
}

/// Also where a later file replaces it: it is a password all the same.
void check_proxy_password(const std::vector<Parsed>& parsed, const Sources& sources,
                          Mistakes& mistakes) {
    for (const auto& [file, table] : parsed) {
        const auto* proxy = table["okta"]["proxy"].as_string();
        if (!proxy || !holds_a_password(proxy->get()) ||
            std::ranges::find(sources.read_by_all, file) == sources.read_by_all.end())
            continue;
        const auto& begin = proxy->source().begin;
        mistakes.push_back({std::string{file}, begin.line, begin.column,
                            "proxy holds a password, and everybody may read this file; chown "
                            "root:okta-factor and chmod 0640 it, or move proxy to a file of its "
                            "own in the folder of drop-ins"});
    }
}

void sort_by_place(Mistakes& mistakes, const std::vector<SourceText>& sources) {
    const auto place = [&](const Mistake& mistake) {
        const auto file = std::find_if(sources.begin(), sources.end(), [&](const auto& source) {
            return source.file == mistake.file;
        });
        return std::tuple{file - sources.begin(), mistake.line, mistake.column};
    };
    std::stable_sort(mistakes.begin(), mistakes.end(),
                     [&](const Mistake& a, const Mistake& b) { return place(a) < place(b); });
}

}  // namespace

tl::expected<Policy, Mistakes> parse_configuration(const Sources& sources,
                                                   SystemdCredentials credentials) {
    Mistakes mistakes = sources.mistakes;
    const auto parsed = parse_toml(sources.texts, mistakes);
    const bool complete = sources.complete && parsed.size() == sources.texts.size();

    Draft<Document> draft;
    auto& document = draft.value;
    for (const auto& [file, table] : parsed)
        read_table(table, document_keys(), draft, Reading{file, mistakes});

    const auto rules = read_rules(document, sources.texts.front().file, mistakes);
    check_rules(rules, mistakes);
    check_autopush(document.login, document.login.value, mistakes);
    for (const auto& rule : rules)
        check_autopush(rule.rule, rule.rule.value.settings, mistakes);
    check_proxy_password(parsed, sources, mistakes);
    const auto section = place_of_okta(parsed, sources.texts.front());
    if (complete)  // else what is missing may stand in what could not be read
        check_okta(document.okta, section, credentials, mistakes);

    if (!mistakes.empty()) {
        sort_by_place(mistakes, sources.texts);
        keep_the_first(mistakes);
        return tl::unexpected(std::move(mistakes));
    }
    document.okta.value.places = places_of(document.okta, section);
    Policy policy{document.okta.value,   document.identity.value, document.login.value,
                  document.limits.value, document.metrics.value,  {}};
    for (const auto& rule : rules)
        policy.rules.push_back(rule.rule.value);
    return policy;
}

SystemdCredentials credentials_in(const std::filesystem::path& folder) {
    if (folder.empty()) return {};
    std::error_code error;
    return {std::filesystem::exists(folder / "okta-api-token", error),
            std::filesystem::exists(folder / "okta-private-key", error)};
}

tl::expected<Policy, Mistakes> read_configuration(const std::filesystem::path& main_file,
                                                  SystemdCredentials credentials) {
    return parse_configuration(read_sources(main_file), credentials);
}

tl::expected<Policy, Mistakes> parse_configuration(const std::vector<SourceText>& sources,
                                                   SystemdCredentials credentials) {
    if (sources.empty())
        return tl::unexpected(Mistakes{{default_configuration, 1, 1, "there is no such file"}});
    return parse_configuration(Sources{sources, {}, true}, credentials);
}

}  // namespace okta_factor::policy
