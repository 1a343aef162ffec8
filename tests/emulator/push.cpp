// SPDX-License-Identifier: MIT
#include "tests/emulator/push.h"

#include <algorithm>

#include "tests/emulator/handlers.h"
#include "tests/emulator/views.h"

namespace okta_factor::emulator {
namespace {

/// The number to tap among the three that the phone shows.
void choose_number(Transaction& push, const Factor& factor) {
    push.number = factor.fixed_number.value_or(random_number(0, 99));
    while (push.choices.size() < 2) {
        const int other = random_number(0, 99);
        if (other != *push.number && std::ranges::find(push.choices, other) == push.choices.end())
            push.choices.push_back(other);
    }
    push.choices.insert(push.choices.begin() + random_number(0, 2), *push.number);
}

struct Found {
    User* user = nullptr;
    Transaction* push = nullptr;
};

Found find_push(Org& org, const Call& call) {
    User* user = org.user_by_id(call.args[0]);
    const auto entry = org.transactions.find(call.args[2]);
    if (!user || entry == org.transactions.end()) return {user, nullptr};
    Transaction& push = entry->second;
    const bool theirs = push.user_id == user->id && push.factor_id == call.args[1];
    return {user, theirs && !push.cancelled ? &push : nullptr};
}

}  // namespace

Answer start_push(Org& org, User& user, Factor& factor, const Call& call, bool number_wanted) {
    org.forget_old();
    Transaction push;
    push.id = "v2mst." + random_text(22);
    push.sequence = ++org.sequence;
    push.user_id = user.id;
    push.factor_id = factor.id;
    push.created_at = org.now();
    push.expires_at = push.created_at + org.push.lifetime;
    push.user_agent = call.header("user-agent");
    push.client_address = call.header("x-forwarded-for");
    if (number_wanted && factor.number_matching && org.push.number_matching)
        choose_number(push, factor);
    const Transaction& kept = org.transactions.emplace(push.id, std::move(push)).first->second;
    org.changed.notify_all();
    Json view = transaction_view(user, kept, call.base());
    view.erase("profile");  // the first answer has none, the polls have
    return created(std::move(view));
}

Answer poll_transaction(Org& org, const Call& call) {
    const auto [user, push] = find_push(org, call);
    if (!push) return okta_error("E0000191");
    org.settle(*push);
    ++push->polls;
    return ok(transaction_view(*user, *push, call.base()));
}

Answer cancel_transaction(Org& org, const Call& call) {
    const auto [user, push] = find_push(org, call);
    if (!push) return okta_error("E0000191");
    push->cancelled = true;
    if (push->result == "WAITING") push->result = "CANCELLED";
    org.changed.notify_all();
    return no_content();
}

Transaction* newest_waiting(Org& org, const std::string& user_login, const std::string& factor_id) {
    const User* user = user_login.empty() ? nullptr : org.find_user(user_login);
    if (!user && !user_login.empty()) return nullptr;
    Transaction* newest = nullptr;
    for (auto& entry : org.transactions) {
        Transaction& push = entry.second;
        org.settle(push);
        if (push.result != "WAITING" || (user && push.user_id != user->id)) continue;
        if (!factor_id.empty() && push.factor_id != factor_id) continue;
        if (!newest || push.sequence > newest->sequence) newest = &push;
    }
    return newest;
}

Transaction* decide_push(Org& org, const PushChoice& choice, bool approve) {
    Transaction* push = newest_waiting(org, choice.user_login, choice.factor_id);
    if (!push) return nullptr;
    const bool wrong_number = push->number && choice.number && *choice.number != *push->number;
    push->result = approve && !wrong_number ? "SUCCESS" : "REJECTED";
    if (push->result == "SUCCESS")
        if (User* user = org.user_by_id(push->user_id)) user->wrong_codes = 0;
    org.changed.notify_all();
    return push;
}

}  // namespace okta_factor::emulator
