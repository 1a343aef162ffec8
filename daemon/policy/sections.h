// SPDX-License-Identifier: MIT
// The key tables of every section, and the document they read into.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/policy/key_table.h"
#include "daemon/policy/policy.h"

namespace okta_factor::policy {

/// A [[rule]] as it stands in a file; read when all of [login] is known. Points into the parsed
/// TOML.
struct RuleTable {
    const toml::table* table;
    std::string_view file;
};

/// What the files say so far: a later file's key has replaced an earlier one's.
struct Document {
    Draft<OktaSettings> okta;
    Draft<Identity> identity;
    Draft<LoginSettings> login;
    Draft<Limits> limits;
    Draft<Metrics> metrics;
    std::vector<RuleTable> rules;
};

const KeyTable<Document>& document_keys();
const KeyTable<LoginSettings>& login_keys();
const KeyTable<Rule>& rule_keys();  // the match keys, and those of [login]

struct KnownKey {
    std::string_view section;  // as in known_keys()
    std::string_view name;
    Takes takes;
};

/// The first key of that name, whatever its section.
std::optional<KnownKey> known_key(std::string_view name);

/// Every key there is, as section.key, for checks of the documentation.
std::vector<std::string> known_keys();

}  // namespace okta_factor::policy
