// SPDX-License-Identifier: MIT
#include "daemon/policy/sections.h"

#include <algorithm>

#include "daemon/policy/match.h"
#include "daemon/policy/network.h"
#include "daemon/policy/value_readers.h"
#include "daemon/policy/words.h"

namespace okta_factor::policy {
namespace {

using namespace std::chrono_literals;

const KeyTable<OktaSettings>& okta_keys() {
    static const KeyTable<OktaSettings> keys{
        text("org_url", &OktaSettings::org_url, check_org_url),
        text("api_token_file", &OktaSettings::api_token_file, check_path),
        text("client_id", &OktaSettings::client_id, check_word),
        text("private_key_file", &OktaSettings::private_key_file, check_path),
        text("key_id", &OktaSettings::key_id, check_word),
        flag("dpop", &OktaSettings::dpop),
        text("ca_file", &OktaSettings::ca_file, check_path),
        text("proxy", &OktaSettings::proxy, check_proxy),
        text("public_key_pin", &OktaSettings::public_key_pin, check_public_key_pin),
        duration("connect_timeout", &OktaSettings::connect_timeout, 100ms, 60s),
        duration("request_timeout", &OktaSettings::request_timeout, 100ms, 120s),
    };
    return keys;
}

const KeyTable<IdentityKey>& identity_key_keys() {
    static const KeyTable<IdentityKey> keys{
        text("fingerprint", &IdentityKey::fingerprint, check_fingerprint),
        text("certificate_id", &IdentityKey::certificate_id, check_name),
        text("ca", &IdentityKey::ca, check_fingerprint),
        text("login", &IdentityKey::login, check_login),
    };
    return keys;
}

void read_identity_map(const toml::node& node, Identity& identity, const Reading& reading) {
    const auto* table = node.as_table();
    if (table == nullptr)
        return reading.wrong_value(
            node, "must be a table of NAME = \"LOGIN\", not " + std::string{kind_of(node)});
    for (const auto& [name, value] : *table) {
        if (reading.has_enough()) return;
        const auto entry = reading.in("[identity.map]", "the login of " + in_quotes(name.str()));
        const auto login = text_of(value, entry);
        if (!login) continue;
        if (!check_word(name.str())) {
            entry.wrong(name.source(), "[identity.map] needs a Linux name before the =");
        } else if (const auto checked = check_login(*login)) {
            identity.map.insert_or_assign(std::string{name.str()}, *checked);
        } else {
            entry.wrong_value(value, checked.error());
        }
    }
}

constexpr std::size_t max_identity_keys = 5000;  // each is compared with all before it

bool is_same_key(const IdentityKey& one, const IdentityKey& other) {
    return (!one.fingerprint.empty() && one.fingerprint == other.fingerprint) ||
           (!one.certificate_id.empty() && one.certificate_id == other.certificate_id &&
            one.ca == other.ca);
}

void read_identity_key(const toml::table& table, Identity& identity, const Reading& reading) {
    if (identity.keys.size() == max_identity_keys)
        return reading.wrong(
            table.source(),
            "this is more than " + std::to_string(max_identity_keys) + " [[identity.key]] in all");
    Draft<IdentityKey> key;
    read_table(table, identity_key_keys(), key, reading);
    if (key.has("fingerprint") == key.has("certificate_id"))
        reading.wrong(table.source(),
                      "[[identity.key]] needs exactly one of fingerprint and certificate_id");
    else if (key.has("certificate_id") && !key.has("ca"))
        reading.wrong(table.source(),
                      "ca is required with certificate_id: SHA256:... of the authority that signs "
                      "the certificates, as ssh-keygen -l prints it; an id is whatever its signer "
                      "wrote");
    else if (key.has("fingerprint") && key.has("ca"))
        reading.wrong(table.source(), "ca goes with certificate_id, not with fingerprint");
    if (!key.has("login")) reading.wrong(table.source(), "[[identity.key]] needs a login");
    key.value.where = reading.place(table.source());
    const auto same = std::ranges::find_if(
        identity.keys, [&](const IdentityKey& other) { return is_same_key(other, key.value); });
    if (same != identity.keys.end()) {
        const auto whose = same->login.empty() ? "" : " to " + in_quotes(same->login);
        if (same->where.file == reading.file())
            reading.wrong(table.source(), "this [[identity.key]] is already given" + whose +
                                              " at " + to_string(same->where) + "; keep one");
        identity.keys.erase(same);  // a later file's replaces it
    }
    identity.keys.push_back(std::move(key.value));
}

/// [[name]], any number of times.
template <class Target>
Key<Target> tables(std::string_view name, const std::string& header,
                   void (*read)(const toml::table&, Target&, const Reading&)) {
    return {name, [=](const toml::node& node, Target& target, const Reading& reading) {
                const auto* list = node.as_array();
                if (list == nullptr)
                    return reading.wrong_value(node, "must be written [[" + header + "]], not as " +
                                                         std::string{kind_of(node)});
                for (const auto& element : *list) {
                    if (reading.has_enough()) return;
                    if (const auto* table = element.as_table())
                        read(*table, target, reading.in("[[" + header + "]]", ""));
                    else
                        reading.wrong_value(element, "must be written [[" + header + "]], not as " +
                                                         std::string{kind_of(element)});
                }
            }};
}

const KeyTable<Identity>& identity_keys() {
    static const KeyTable<Identity> keys{
        text("login", &Identity::login_template, check_login_template),
        flag("allow_expired_password", &Identity::allow_expired_password),
        {"map", read_identity_map},
        tables<Identity>("key", "identity.key", read_identity_key),
    };
    return keys;
}

const KeyTable<Limits>& limit_keys() {
    static const KeyTable<Limits> keys{
        number("wrong_codes", &Limits::wrong_codes, 1, 4),  // Okta locks the account at the fifth
        duration("wrong_codes_period", &Limits::wrong_codes_period, 1s, 24h),
        number("pushes", &Limits::pushes, 1, 1000),
        duration("pushes_period", &Limits::pushes_period, 1s, 24h),
        duration("after_rejected_push", &Limits::after_rejected_push, 0s, 24h),
        number("messages", &Limits::messages, 1, 1000),
        duration("messages_period", &Limits::messages_period, 1s, 24h),
        number("logins", &Limits::logins, 1, 1000),
        number("logins_begun", &Limits::logins_begun, 1, 1000),
        duration("logins_begun_period", &Limits::logins_begun_period, 1s, 24h),
    };
    return keys;
}

const KeyTable<Metrics>& metrics_keys() {
    static const KeyTable<Metrics> keys{text("textfile", &Metrics::textfile, check_path)};
    return keys;
}

/// What is wrong with one pattern, or nothing.
std::optional<std::string> pattern_mistake(PatternKind kind, const std::string& pattern) {
    if (kind == PatternKind::network) {
        const auto network = parse_network(pattern);
        return network ? std::nullopt : std::optional{network.error()};
    }
    if (pattern.empty() || pattern.front() == ' ' || pattern.back() == ' ' || !check_name(pattern))
        return "is no pattern; a name was meant, in which * and ? are wildcards";
    if (pattern.front() == '!') return "has more than one !";
    return std::nullopt;
}

Key<Rule> patterns(const MatchKey& match) {
    return {match.name,
            [&match](const toml::node& node, Rule& rule, const Reading& reading) {
                const auto* list = list_of(node, reading);
                if (list == nullptr) return;
                auto& found = (rule.*match.patterns).emplace();
                for (const auto& element : *list) {
                    if (reading.has_enough()) return;
                    const auto written = text_of(element, reading);
                    if (!written) continue;
                    const bool excluded = written->starts_with('!');
                    std::string pattern = excluded ? written->substr(1) : *written;
                    if (match.patterns == &Rule::ttys) pattern = std::string{without_dev(pattern)};
                    if (const auto mistake = pattern_mistake(match.kind, pattern))
                        reading.wrong_value(element, in_quotes(*written) + " " + *mistake);
                    else
                        (excluded ? found.excluded : found.plain).push_back(std::move(pattern));
                }
            },
            Takes::texts};
}

template <class Part>
Key<Document> section(std::string_view name, Draft<Part> Document::*part,
                      const KeyTable<Part>& (*keys)()) {
    return {name, [=](const toml::node& node, Document& document, const Reading& reading) {
                const auto header = "[" + std::string{name} + "]";
                if (const auto* table = node.as_table())
                    read_table(*table, keys(), document.*part, reading.in(header, ""));
                else
                    reading.wrong_value(node, "must be a section " + header + ", not " +
                                                  std::string{kind_of(node)});
            }};
}

void note_rule(const toml::table& table, Document& document, const Reading& reading) {
    document.rules.push_back({&table, reading.file()});
}

}  // namespace

const KeyTable<LoginSettings>& login_keys() {
    static const KeyTable<LoginSettings> keys{
        choices("factors", &LoginSettings::factors, factor_words),
        flag("autopush", &LoginSettings::autopush),
        choice("number_matching", &LoginSettings::number_matching, number_matching_words),
        choice("push_prompt", &LoginSettings::push_prompt, push_prompt_words),
        number("tries", &LoginSettings::tries, 1, 10),
        duration("timeout", &LoginSettings::timeout, 1s, 10min),
        duration("remember", &LoginSettings::remember, 0s, 24h * 30),
        choice("when_unreachable", &LoginSettings::when_unreachable, when_unreachable_words),
    };
    return keys;
}

const KeyTable<Document>& document_keys() {
    static const KeyTable<Document> keys{
        section("okta", &Document::okta, okta_keys),
        section("identity", &Document::identity, identity_keys),
        section("login", &Document::login, login_keys),
        section("limits", &Document::limits, limit_keys),
        section("metrics", &Document::metrics, metrics_keys),
        tables<Document>("rule", "rule", note_rule),
    };
    return keys;
}

const KeyTable<Rule>& rule_keys() {
    static const KeyTable<Rule> keys = [] {
        KeyTable<Rule> rows{text("name", &Rule::name, check_name),
                            choice("action", &Rule::action, action_words)};
        for (const auto& match : match_keys())
            rows.push_back(patterns(match));
        for (const auto& key : login_keys())
            rows.push_back(inside(key, &Rule::settings));
        return rows;
    }();
    return keys;
}

std::vector<KnownKey> every_key() {
    std::vector<KnownKey> all;
    const auto add = [&](std::string_view section, const auto& keys) {
        for (const auto& key : keys)
            all.push_back({section, key.name, key.takes});
    };
    add("okta", okta_keys());
    add("identity", identity_keys());
    add("identity.key", identity_key_keys());
    add("login", login_keys());
    add("limits", limit_keys());
    add("metrics", metrics_keys());
    add("rule", rule_keys());
    return all;
}

std::vector<std::string> known_keys() {
    std::vector<std::string> all;
    for (const auto& key : every_key())
        all.push_back(std::string{key.section} + "." + std::string{key.name});
    return all;
}

std::optional<KnownKey> known_key(std::string_view name) {
    for (const auto& key : every_key())
        if (key.name == name) return key;
    return std::nullopt;
}

std::string belongs_in(std::string_view key) {
    const auto known = known_key(key);
    if (!known) return {};
    const std::string section{known->section};
    const bool repeats = section == "rule" || section == "identity.key";
    return repeats ? "[[" + section + "]]" : "[" + section + "]";
}

}  // namespace okta_factor::policy
