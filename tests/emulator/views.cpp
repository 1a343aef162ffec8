// SPDX-License-Identifier: MIT
#include "tests/emulator/views.h"

#include <initializer_list>

namespace okta_factor::emulator {
namespace {

constexpr const char* beginning = "2026-01-05T08:00:00.000Z";

Json link(const std::string& href, std::initializer_list<const char*> methods) {
    Json allow = Json::array();
    for (const char* method : methods)
        allow.push_back(method);
    return {{"href", href}, {"hints", {{"allow", std::move(allow)}}}};
}

std::string user_url(const User& user, const std::string& base) {
    return base + "/api/v1/users/" + user.id;
}

std::string factor_url(const User& user, const std::string& factor_id, const std::string& base) {
    return user_url(user, base) + "/factors/" + factor_id;
}

Json verify_links(const User& user, const std::string& factor_id, const std::string& base) {
    const std::string url = factor_url(user, factor_id, base);
    return {{"verify", link(url + "/verify", {"POST"})}, {"factor", link(url, {"GET", "DELETE"})}};
}

Json activation(const Factor& factor) {
    if (factor.secret.empty()) return {{"factorResult", "WAITING"}};
    return {{"timeStep", factor.time_step},
            {"sharedSecret", "JBSWY3DPEHPK3PXP"},
            {"encoding", "base32"},
            {"keyLength", factor.digits}};
}

}  // namespace

std::string group_id(const std::string& name) {
    std::string text = base64url(sha256(name));
    std::erase(text, '-');
    std::erase(text, '_');
    return "00g" + text.substr(0, 17);
}

Json user_view(const User& user, const std::string& base) {
    Json profile = user.profile;
    const std::string name = user.login.substr(0, user.login.find('@'));
    profile["login"] = user.login;
    if (!profile.contains("email")) profile["email"] = user.login;
    if (!profile.contains("firstName")) profile["firstName"] = name;
    if (!profile.contains("lastName")) profile["lastName"] = "Example";
    return {{"id", user.id},
            {"status", user.status},
            {"created", beginning},
            {"activated", beginning},
            {"statusChanged", beginning},
            {"lastLogin", nullptr},
            {"lastUpdated", beginning},
            {"passwordChanged", beginning},
            {"type", {{"id", "oty1a2b3c4d5e6f7g8h9"}}},
            {"profile", std::move(profile)},
            {"credentials", {{"provider", {{"type", "OKTA"}, {"name", "OKTA"}}}}},
            {"_links", {{"self", {{"href", user_url(user, base)}}}}}};
}

Json group_view(const std::string& name, const std::string& base) {
    const std::string id = group_id(name);
    return {{"id", id},
            {"created", beginning},
            {"lastUpdated", beginning},
            {"lastMembershipUpdated", beginning},
            {"objectClass", {"okta:user_group"}},
            {"type", "OKTA_GROUP"},
            {"profile", {{"name", name}, {"description", nullptr}}},
            {"_links", {{"users", {{"href", base + "/api/v1/groups/" + id + "/users"}}}}}};
}

Json factor_view(const User& user, const Factor& factor, const std::string& base) {
    const std::string url = factor_url(user, factor.id, base);
    const bool pending = factor.status == "PENDING_ACTIVATION";
    Json links{{"self", link(url, {"GET", "DELETE"})},
               {"user", link(user_url(user, base), {"GET"})}};
    if (pending)
        links["activate"] = link(url + "/lifecycle/activate", {"POST"});
    else if (factor.type == "question")
        links["questions"] = link(user_url(user, base) + "/factors/questions", {"GET"});
    else
        links["verify"] = link(url + "/verify", {"POST"});

    Json view{
        {"id", factor.id},           {"factorType", factor.type}, {"provider", factor.provider},
        {"status", factor.status},   {"created", beginning},      {"lastUpdated", beginning},
        {"_links", std::move(links)}};
    if (!factor.vendor.empty()) view["vendorName"] = factor.vendor;
    if (!factor.profile.empty()) view["profile"] = factor.profile;
    if (pending) view["_embedded"] = {{"activation", activation(factor)}};
    return view;
}

Json transaction_view(const User& user, const Transaction& transaction, const std::string& base) {
    const std::string& result = transaction.result;
    if (result == "SUCCESS") return {{"factorResult", result}};
    Json view{{"factorResult", result}, {"profile", {{"credentialId", user.login}}}};
    if (result != "WAITING") {
        view["_links"] = verify_links(user, transaction.factor_id, base);
        return view;
    }
    const std::string url =
        factor_url(user, transaction.factor_id, base) + "/transactions/" + transaction.id;
    view["expiresAt"] = iso_time(transaction.expires_at);
    view["_links"] = {{"poll", link(url, {"GET"})}, {"cancel", link(url, {"DELETE"})}};
    if (transaction.number)
        view["_embedded"] = {{"challenge", {{"correctAnswer", *transaction.number}}}};
    return view;
}

Json sent_view(const User& user, const Factor& factor, const std::string& base) {
    Json view{{"factorResult", "CHALLENGE"}, {"_links", verify_links(user, factor.id, base)}};
    if (factor.type != "email") view["profile"] = factor.profile;
    return view;
}

Json key_challenge_view(const User& user, const Factor& factor, const std::string& base) {
    Json view{{"factorResult", "CHALLENGE"},
              {"profile", factor.profile},
              {"_links", verify_links(user, factor.id, base)}};
    const std::string nonce = random_text(20);
    view["_embedded"]["challenge"] =
        factor.type == "u2f" ? Json{{"nonce", nonce}, {"timeoutSeconds", 20}}
                             : Json{{"challenge", nonce}, {"extensions", Json::object()}};
    return view;
}

}  // namespace okta_factor::emulator
