// SPDX-License-Identifier: MIT
// Reading people: the user, their groups, their factors.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "tests/emulator/handlers.h"
#include "tests/emulator/views.h"

namespace okta_factor::emulator {
namespace {

Answer no_such_user(const std::string& name) {
    return okta_error("E0000007", name + " (User)");
}

/// A list in pages, as `?limit` and `?after` ask for, with the Link headers that lead on.
Answer paged(const Json& all, const Call& call) {
    const std::string after = call.parameter("after");
    auto first = all.begin();
    if (!after.empty()) {
        first = std::find_if(all.begin(), all.end(),
                             [&](const Json& item) { return item["id"] == after; });
        if (first != all.end()) ++first;
    }
    const int asked = std::atoi(call.parameter("limit").c_str());
    const auto left = all.end() - first;
    const auto size = std::min<std::ptrdiff_t>(left, std::clamp(asked > 0 ? asked : 200, 1, 200));

    const std::string url = call.base() + call.path;
    const std::string limit = asked > 0 ? "limit=" + std::to_string(asked) : "";
    Answer answer = ok(Json::array());
    for (auto it = first; it != first + size; ++it)
        answer.body.push_back(*it);
    answer.headers.emplace_back("Link",
                                "<" + url + (limit.empty() ? "" : "?" + limit) + ">; rel=\"self\"");
    if (size < left)
        answer.headers.emplace_back(
            "Link", "<" + url + "?after=" + (*(first + size - 1))["id"].get<std::string>() +
                        (limit.empty() ? "" : "&" + limit) + ">; rel=\"next\"");
    return answer;
}

}  // namespace

Answer get_user(Org& org, const Call& call) {
    const User* user = org.find_user(call.args[0]);
    return user ? ok(user_view(*user, call.base())) : no_such_user(call.args[0]);
}

Answer get_groups(Org& org, const Call& call) {
    const User* user = org.find_user(call.args[0]);
    if (!user) return no_such_user(call.args[0]);
    Json all = Json::array();
    for (const std::string& name : user->groups)
        all.push_back(group_view(name, call.base()));
    return paged(all, call);
}

Answer list_factors(Org& org, const Call& call) {
    const User* user = org.user_by_id(call.args[0]);
    if (!user) return no_such_user(call.args[0]);
    Json all = Json::array();
    for (const Factor& factor : user->factors)
        all.push_back(factor_view(*user, factor, call.base()));
    return ok(std::move(all));
}

Answer get_factor(Org& org, const Call& call) {
    User* user = org.user_by_id(call.args[0]);
    if (!user) return no_such_user(call.args[0]);
    const Factor* factor = find_factor(*user, call.args[1]);
    if (!factor) return okta_error("E0000007", call.args[1] + " (UserFactor)");
    return ok(factor_view(*user, *factor, call.base()));
}

Answer get_catalog(Org& org, const Call& call) {
    static constexpr std::array<std::pair<const char*, const char*>, 8> supported{{
        {"question", "OKTA"},
        {"push", "OKTA"},
        {"token:software:totp", "OKTA"},
        {"token:software:totp", "GOOGLE"},
        {"sms", "OKTA"},
        {"call", "OKTA"},
        {"email", "OKTA"},
        {"webauthn", "FIDO"},
    }};
    const User* user = org.user_by_id(call.args[0]);
    if (!user) return no_such_user(call.args[0]);
    const std::string enroll = call.base() + "/api/v1/users/" + user->id + "/factors";
    Json all = Json::array();
    for (const auto& [type, provider] : supported)
        all.push_back(
            {{"factorType", type},
             {"provider", provider},
             {"vendorName", provider},
             {"_links", {{"enroll", {{"href", enroll}, {"hints", {{"allow", {"POST"}}}}}}}}});
    return ok(std::move(all));
}

Answer get_questions(Org& org, const Call& call) {
    if (!org.user_by_id(call.args[0])) return no_such_user(call.args[0]);
    return ok(Json::array({
        {{"question", "disliked_food"},
         {"questionText", "Which food could you not stand as a child?"}},
        {{"question", "first_award"}, {"questionText", "What did you win your first prize for?"}},
        {{"question", "first_computer"}, {"questionText", "What was your first computer?"}},
    }));
}

}  // namespace okta_factor::emulator
