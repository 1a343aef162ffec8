// SPDX-License-Identifier: MIT
// The whole configuration as values: what config_reader makes of the files and decide() reads.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/okta/types.h"
#include "daemon/policy/mistake.h"

namespace okta_factor::policy {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Where [okta] names the files that are looked at only when the organization is made: what is
/// wrong with one of them is said there.
struct OktaPlaces {
    Place section;  // of [okta], for credentials that no key names
    Place api_token_file, private_key_file, ca_file;
};

struct OktaSettings {
    std::string org_url;         // https://host[:port], no path, no trailing slash
    std::string api_token_file;  // exactly one way to prove who we are, else empty
    std::string client_id;
    std::string private_key_file;
    std::string key_id;
    bool dpop = false;
    std::string ca_file;         // empty: the system's store
    std::string proxy;           // empty: none; the environment's is ignored
    std::string public_key_pin;  // sha256//BASE64, as libcurl takes it; empty: none
    milliseconds connect_timeout{3000};
    milliseconds request_timeout{8000};
    OktaPlaces places{};
};

/// A shared account: the SSH key or certificate that was accepted says who the person is.
struct IdentityKey {
    std::string fingerprint;     // SHA256:…, or empty
    std::string certificate_id;  // or empty
    std::string ca;              // SHA256:… of who signed that certificate
    std::string login;
    Place where{};
};

struct Identity {
    std::string login_template = "{user}";
    bool allow_expired_password = false;
    std::map<std::string, std::string> map;  // Linux name → Okta login
    std::vector<IdentityKey> keys;
};

enum class NumberMatching { automatic, require, off };
enum class PushPrompt { automatic, always, never };
enum class WhenUnreachable { deny, allow, recovery_code };
enum class Action { require, skip, deny };

/// [login], and what a [[rule]] may override.
struct LoginSettings {
    // Allowed, in order of preference. The default is every kind: those that cost nothing first.
    std::vector<okta::FactorKind> factors{
        okta::FactorKind::push,  okta::FactorKind::totp,     okta::FactorKind::hotp,
        okta::FactorKind::token, okta::FactorKind::hardware, okta::FactorKind::sms,
        okta::FactorKind::call,  okta::FactorKind::email,    okta::FactorKind::question};
    bool autopush = false;
    NumberMatching number_matching = NumberMatching::automatic;
    PushPrompt push_prompt = PushPrompt::automatic;
    int tries = 3;
    seconds timeout{60};
    seconds remember{0};
    WhenUnreachable when_unreachable = WhenUnreachable::deny;

    bool operator==(const LoginSettings&) const = default;
};

/// [limits]: per Okta user, on this machine; those of logins and messages also per source.
struct Limits {
    int wrong_codes = 4;
    seconds wrong_codes_period{900};
    int pushes = 5;
    seconds pushes_period{300};
    seconds after_rejected_push{30};
    int messages = 5;  // of each kind: text messages, calls, emails
    seconds messages_period{300};
    int logins = 10;  // at once
    int logins_begun = 30;
    seconds logins_begun_period{60};
};

/// [metrics]: for node_exporter's textfile collector.
struct Metrics {
    std::string textfile;  // absolute path; empty: off
};

/// One match key of a rule: it matches if a plain pattern does (or there is none) and no `!`
/// pattern does.
struct Patterns {
    std::vector<std::string> plain;
    std::vector<std::string> excluded;  // without the `!`
};

struct Rule {
    std::string name;   // unique; never empty: a rule without one is called after its place
    std::string where;  // file:line, for explain
    std::optional<Patterns> users, groups, services, networks, ttys, targets, okta_groups;
    Action action = Action::require;
    LoginSettings settings;  // [login] with this rule's overrides applied
};

struct Policy {
    OktaSettings okta;
    Identity identity;
    LoginSettings login;
    Limits limits;
    Metrics metrics;
    std::vector<Rule> rules;  // in the order they are tried
};

/// What the module says about a login (StartLogin's keys). Unknown facts are absent, never guessed.
struct LoginFacts {
    std::string user;  // pw_name of the person
    std::optional<unsigned> uid;
    std::optional<std::vector<std::string>> groups;
    std::optional<std::string> target;  // the account entered, where it differs
    std::string service;
    std::optional<std::string> tty;  // as PAM gives it, without /dev/
    std::optional<unsigned long> tty_device;
    std::optional<std::string> rhost;  // numeric address
    std::optional<std::string> session;
    std::optional<std::string> command;
    std::optional<std::string> completed;  // SSH_AUTH_INFO_0
    bool silent = false;
};

}  // namespace okta_factor::policy
