// SPDX-License-Identifier: MIT
#include "tests/emulator/org_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

#include "tests/emulator/jwt.h"
#include "tests/emulator/otp.h"

namespace okta_factor::emulator {
namespace {

struct Shape {
    std::string_view type;
    std::string_view provider;
    std::string_view id_prefix;
};

/// The default provider of a type is that of its first line.
constexpr std::array shapes{
    Shape{"push", "OKTA", "opf"},
    Shape{"token:software:totp", "OKTA", "ost"},
    Shape{"token:software:totp", "GOOGLE", "uft"},
    Shape{"token:hotp", "CUSTOM", "chf"},
    Shape{"token", "RSA", "rsa"},
    Shape{"token", "SYMANTEC", "ufv"},
    Shape{"token:hardware", "YUBICO", "ykf"},
    Shape{"sms", "OKTA", "sms"},
    Shape{"call", "OKTA", "clf"},
    Shape{"email", "OKTA", "emf"},
    Shape{"question", "OKTA", "ufs"},
    Shape{"webauthn", "FIDO", "fwf"},
    Shape{"u2f", "FIDO", "fuf"},
    Shape{"signed_nonce", "OKTA", "pfd"},
    Shape{"web", "DUO", "dsz"},
};

std::string id_prefix(const Factor& factor) {
    for (const Shape& shape : shapes)
        if (shape.type == factor.type && shape.provider == factor.provider)
            return std::string(shape.id_prefix);
    return "xxf";  // a type or provider not invented yet
}

Factor read_factor(const Json& entry, const std::string& login) {
    Factor factor;
    factor.type = entry.at("factorType").get<std::string>();
    const auto* shape = std::ranges::find(shapes, factor.type, &Shape::type);
    factor.provider =
        entry.value("provider", shape == shapes.end() ? "OKTA" : std::string(shape->provider));
    factor.vendor = entry.value("vendorName", factor.provider);
    factor.id = entry.value("id", new_id(id_prefix(factor)));
    factor.status = entry.value("status", factor.status);
    factor.profile = entry.value("profile", Json::object());
    if (factor.type != "sms" && factor.type != "call" && factor.type != "email" &&
        factor.type != "question" && !factor.profile.contains("credentialId"))
        factor.profile["credentialId"] = login;

    if (entry.contains("secret")) factor.secret = decode_base32(entry["secret"].get<std::string>());
    factor.digits = entry.value("digits", factor.digits);
    factor.time_step = std::max(1U, entry.value("time_step", factor.time_step));
    factor.counter = entry.value("counter", factor.counter);
    factor.codes = entry.value("codes", factor.codes);
    factor.reusable_codes = entry.value("reusable", false);
    factor.next_code = entry.value("next_code", "");
    factor.answer = entry.value("answer", "");
    factor.number_matching = entry.value("number_matching", true);
    if (entry.contains("number")) factor.fixed_number = entry["number"].get<int>();

    const bool computed = factor.type == "token:software:totp" || factor.type == "token:hotp";
    if (computed && factor.secret.empty())
        throw std::runtime_error(factor.type + " wants a secret");
    if (factor.digits < 6 || factor.digits > 8)
        throw std::runtime_error("digits must be 6, 7 or 8");
    if (factor.type == "question" && factor.answer.empty())
        throw std::runtime_error("question wants an answer");
    return factor;
}

OauthClient read_client(const Json& entry) {
    OauthClient client;
    client.id = entry.at("client_id").get<std::string>();
    client.scopes =
        entry.value("scopes", std::vector<std::string>{"okta.users.read", "okta.users.manage"});
    client.dpop_required = entry.value("dpop_required", false);
    client.has_role = !entry.value("role", "HELP_DESK_ADMIN").empty();
    for (const Json& key : entry.value("jwks", Json::object()).value("keys", Json::array()))
        client.keys.push_back(key);
    if (entry.contains("public_key_pem")) {
        Json key = jwk_from_pem(entry["public_key_pem"].get<std::string>());
        if (entry.contains("key_id")) key["kid"] = entry["key_id"];
        client.keys.push_back(std::move(key));
    }
    if (client.keys.empty()) throw std::runtime_error(client.id + " wants jwks or public_key_pem");
    return client;
}

}  // namespace

User read_user(const Json& entry) {
    User user;
    user.login = entry.at("login").get<std::string>();
    try {
        user.id = entry.value("id", new_id("00u"));
        user.status = entry.value("status", user.status);
        user.profile = entry.value("profile", Json::object());
        user.groups = entry.value("groups", user.groups);
        for (const Json& factor : entry.value("factors", Json::array()))
            user.factors.push_back(read_factor(factor, user.login));
    } catch (const std::exception& error) {
        throw std::runtime_error("user " + user.login + ": " + error.what());
    }
    return user;
}

void read_limits(Limits& limits, const Json& entry) {
    limits.per_minute = entry.value("per_minute", limits.per_minute);
    limits.users_per_minute = entry.value("users_per_minute", limits.users_per_minute);
    limits.concurrent = entry.value("concurrent", limits.concurrent);
    limits.sms_seconds = entry.value("sms_seconds", limits.sms_seconds);
    limits.call_seconds = entry.value("call_seconds", limits.call_seconds);
    limits.email_seconds = entry.value("email_seconds", limits.email_seconds);
    limits.wrong_codes = entry.value("wrong_codes", limits.wrong_codes);
}

void read_push(PushSettings& push, const Json& entry) {
    push.number_matching = entry.value("number_matching", push.number_matching);
    push.lifetime = std::chrono::seconds(entry.value("expires_in", push.lifetime.count()));
    push.automatic = entry.value("auto", push.automatic);
    push.automatic_after =
        std::chrono::milliseconds(entry.value("after_ms", push.automatic_after.count()));
    if (push.automatic != "" && push.automatic != "approve" && push.automatic != "reject")
        throw std::runtime_error("push.auto must be approve, reject or empty");
}

void read_org(Org& org, const Json& file) {
    for (const Json& entry : file.value("users", Json::array()))
        org.users.push_back(read_user(entry));
    for (const Json& entry : file.value("api_tokens", Json::array())) {
        if (entry.is_string())
            org.api_tokens.push_back({entry.get<std::string>(), true});
        else
            org.api_tokens.push_back({entry.at("token").get<std::string>(),
                                      !entry.value("role", "HELP_DESK_ADMIN").empty()});
    }
    for (const Json& entry : file.value("oauth_clients", Json::array()))
        org.clients.push_back(read_client(entry));
    read_limits(org.limits, file.value("limits", Json::object()));
    read_push(org.push, file.value("push", Json::object()));
}

Json load_json(const std::string& path) {
    std::ifstream stream(path);
    if (!stream) throw std::runtime_error(path + ": cannot be read");
    try {
        return Json::parse(stream);
    } catch (const Json::exception& error) {
        throw std::runtime_error(path + ": " + error.what());
    }
}

}  // namespace okta_factor::emulator
