// SPDX-License-Identifier: MIT
// The org's people and what they carry, as plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/emulator/answer.h"
#include "tests/emulator/ids.h"

namespace okta_factor::emulator {

struct Factor {
    std::string id;
    std::string type;  // push, sms, token:software:totp, … as Okta spells it
    std::string provider;
    std::string vendor;  // vendorName; empty: left out
    std::string status = "ACTIVE";
    Json profile = Json::object();

    // Codes made from a shared secret (raw bytes) or, without one, from a list.
    std::string secret;
    unsigned digits = 6;
    unsigned time_step = 30;
    std::uint64_t counter = 0;         // HOTP: the next one
    std::int64_t last_time_step = -1;  // TOTP: replays are those up to this one
    std::vector<std::string> codes;    // token, token:hardware: not used yet
    std::vector<std::string> used_codes;
    bool reusable_codes = false;
    std::string next_code;  // RSA: asked for after each accepted code
    bool wants_next_code = false;

    std::string answer;               // question
    bool number_matching = true;      // push: the app on this phone can do it
    std::optional<int> fixed_number;  // push: instead of a random one
    std::string sent_code;            // sms, call, email: the one on its way; empty: none
    WallTime sent_code_expires_at;
};

struct User {
    std::string id;
    std::string login;
    std::string status = "ACTIVE";
    Json profile = Json::object();  // beside login
    std::vector<std::string> groups;
    std::vector<Factor> factors;
    int wrong_codes = 0;
};

/// A push on its way.
struct Transaction {
    std::string id;  // v2mst.…
    std::uint64_t sequence = 0;
    std::string user_id;
    std::string factor_id;
    std::string result = "WAITING";
    WallTime created_at;
    WallTime expires_at;
    std::optional<int> number;  // the one to tap
    std::vector<int> choices;   // what the phone shows
    std::string user_agent;
    std::string client_address;
    bool cancelled = false;
    int polls = 0;
};

/// A code "delivered" by text message, call or e-mail.
struct Message {
    std::uint64_t sequence = 0;
    std::string user_login;
    std::string factor_id;
    std::string factor_type;
    std::string to;
    std::string code;
    WallTime sent_at;
    bool seen = false;  // by somebody who waited for it
};

/// Who may call, and as what.
struct ApiToken {
    std::string token;
    bool has_role = true;
};

struct OauthClient {
    std::string id;
    std::vector<Json> keys;  // public JWKs
    std::vector<std::string> scopes;
    bool dpop_required = false;
    bool has_role = true;
};

struct Limits {
    int per_minute = 600;        // factors, verifications, transactions, groups; 0: none
    int users_per_minute = 600;  // reading users
    int concurrent = 75;         // requests at once; 0: none
    int sms_seconds = 30;        // between two to one phone
    int call_seconds = 30;
    int email_seconds = 5;  // between two to one address
    int wrong_codes = 5;    // in a row, then the account is locked
};

struct PushSettings {
    bool number_matching = true;
    std::chrono::seconds lifetime{300};
    std::string
        automatic;  // "approve", "reject" or empty: somebody decides through the control door
    std::chrono::milliseconds automatic_after{0};
};

}  // namespace okta_factor::emulator
